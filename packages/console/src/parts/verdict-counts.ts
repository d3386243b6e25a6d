/** How many were answered how. */
import type { Verdict } from '../gate/queries.ts';

/** Such as `1,204 allowed, 3 asked, 0 denied`. */
export function answeredText({ allow, ask, deny }: Readonly<Record<Verdict, number>>): string {
  return `${allow.toLocaleString('en')} allowed, ${ask.toLocaleString('en')} asked, ${deny.toLocaleString('en')} denied`;
}
