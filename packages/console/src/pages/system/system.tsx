/** The gate's own parts: its load, agents' hooks, log, keys, store, configuration, what the kernel holds. */
import { useQuery } from '@tanstack/react-query';
import { type Status, statusQuery } from '../../gate/queries.ts';
import type { PageProps } from '../../layout/pages.tsx';
import { type Fact, FactCard } from '../../parts/facts.tsx';
import { Answered } from '../../parts/states.tsx';
import { durationText } from '../../parts/times.ts';
import { versionText } from '../../parts/version-text.ts';
import { hrefOf } from '../../routes.ts';
import { ConfigurationCard } from './configuration-card.tsx';
import { EnforcementCard } from './enforcement-card.tsx';
import { HooksCard } from './hooks-card.tsx';
import { KeysCard } from './keys-card.tsx';
import { LoadCard } from './load-card.tsx';
import { LogCard } from './log-card.tsx';
import { StoreCard } from './store-card.tsx';
import './system.css';

export default function System(_props: PageProps) {
  const status = useQuery(statusQuery);
  return (
    <div className="page">
      <h1>System</h1>
      <LoadCard />
      <HooksCard />
      <Answered query={status} what="how the gate is">
        {(found) => (
          <>
            <div className="columns">
              <div className="stack">
                <FactCard title="Gate" facts={gateFacts(found)} />
                <LogCard status={found} />
                <StoreCard status={found} />
              </div>
              <div className="stack">
                <KeysCard />
                <EnforcementCard />
              </div>
            </div>
            <ConfigurationCard status={found} />
          </>
        )}
      </Answered>
    </div>
  );
}

function gateFacts({ version, instance, uptimeMs, policy, sessions }: Status): readonly Fact[] {
  return [
    ['Version', version],
    ['Runs for', durationText(uptimeMs)],
    ['Instance', <code key="instance">{instance}</code>],
    [
      'Policy',
      <a key="policy" href={hrefOf('policy')}>
        {policyText(policy)}
      </a>,
    ],
    [
      'Sessions',
      <a key="sessions" href={hrefOf('agents')}>
        {sessions.toLocaleString('en')}
      </a>,
    ],
  ];
}

function policyText({ active, latest }: Status['policy']): string {
  return active === latest ? versionText(active) : `${versionText(active)}; the latest is ${latest}`;
}
