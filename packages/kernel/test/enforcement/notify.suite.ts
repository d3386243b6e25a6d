/** Tier 4, which takes no root; the suite does, for what it tries without a session. */
import { NotifyHolding } from '@capgate/kernel';
import { answered } from './answered.ts';
import { enforcementSuite } from './suite.ts';

let holding: NotifyHolding | undefined;

export default enforcementSuite(import.meta.url, {
  tier: 'notify',
  begin: () => {
    const begun = new NotifyHolding();
    holding = begun;
    return { labels: begun.labels, enforced: (mask, command) => answered(begun, mask, command) };
  },
  end: () => holding?.close(),
  checks: [],
});
