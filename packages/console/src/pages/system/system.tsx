/** The gate's own parts: log, store, keys, configuration, what the kernel holds. */
import { visible } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { logCheckQuery } from '../../gate/log-check.ts';
import { enforcementQuery, type Status, statusQuery } from '../../gate/queries.ts';
import type { PageProps } from '../../layout/pages.tsx';
import { useNow } from '../../parts/now.ts';
import { Answered } from '../../parts/states.tsx';
import { durationText, momentText } from '../../parts/times.ts';
import { versionText } from '../../parts/version-text.ts';
import { LogTrust } from './log-trust.tsx';

type Fact = readonly [name: string, value: ReactNode];

export default function System(_props: PageProps) {
  const status = useQuery(statusQuery);
  return (
    <div className="page">
      <h1>System</h1>
      <Answered query={status} what="how the gate is">
        {(found) => (
          <div className="columns">
            <div className="stack">
              <Facts title="Gate" facts={gateFacts(found)} />
              <Facts title="Key that signs the log" facts={keyFacts(found)} />
              <Facts title="Configuration" facts={configFacts(found)} />
            </div>
            <div className="stack">
              <LogCard status={found} />
              <EnforcementCard />
            </div>
          </div>
        )}
      </Answered>
    </div>
  );
}

function Facts({
  title,
  facts,
  children,
}: {
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly children?: ReactNode;
}) {
  return (
    <section className="card" aria-label={title}>
      <div className="card-head">
        <h2>{title}</h2>
      </div>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {children}
    </section>
  );
}

function gateFacts({ version, instance, uptimeMs, policy, sessions }: Status): readonly Fact[] {
  return [
    ['Version', version],
    ['Runs for', durationText(uptimeMs)],
    ['Instance', <code key="instance">{instance}</code>],
    ['Policy', policyText(policy)],
    ['Sessions', sessions.toLocaleString('en')],
  ];
}

function policyText({ active, latest }: Status['policy']): string {
  return active === latest ? versionText(active) : `${versionText(active)}; the latest is ${latest}`;
}

function keyFacts({ keys: { name, fingerprint, ageMs, expiresAt } }: Status): readonly Fact[] {
  const leftMs = expiresAt - Date.now();
  return [
    ['Name', visible(name)],
    [
      'Fingerprint',
      <code key="fingerprint" className="break">
        {fingerprint}
      </code>,
    ],
    ['Age', durationText(ageMs)],
    [
      'Rotation',
      leftMs > 0 ? `due in ${durationText(leftMs)}` : `overdue for ${durationText(-leftMs)}: capgate keys rotate`,
    ],
  ];
}

function configFacts({ config: { digest, readAt, waiting } }: Status): readonly Fact[] {
  return [
    [
      'File',
      digest === undefined ? (
        'none: what Capgate comes with'
      ) : (
        <code key="digest" className="break">
          SHA-256 {digest}
        </code>
      ),
    ],
    ['Read', momentText(readAt, Date.now())],
    ['Waits for a restart', waiting.length === 0 ? 'nothing' : waiting.join(', ')],
  ];
}

function LogCard({ status: { log, store } }: { readonly status: Status }) {
  const check = useQuery(logCheckQuery);
  const nowMs = useNow();
  const { size = 0, checkpointSize, checkpointAt } = log;
  const sealed = checkpointSize === undefined ? 'none yet' : `of ${checkpointSize.toLocaleString('en')} entries`;
  const age = checkpointAt === undefined ? '' : `, ${durationText(nowMs - checkpointAt)} ago`;
  return (
    <Facts
      title="Log"
      facts={[
        ['Takes records', log.works ? 'yes' : 'no: what must be in it first is denied'],
        ['Entries', size.toLocaleString('en')],
        ['Last checkpoint', `${sealed}${age}`],
        [
          'Store behind by',
          store.lagCount === undefined ? 'not known' : `${store.lagCount.toLocaleString('en')} records`,
        ],
      ]}
    >
      <LogTrust check={check} />
    </Facts>
  );
}

function EnforcementCard() {
  const query = useQuery(enforcementQuery);
  return (
    <Answered query={query} what="what the kernel holds">
      {({ summary, limits, attached }) => (
        <Facts
          title="Enforcement by the kernel"
          facts={[
            ['capgate run', summary],
            [
              'Programs of root',
              attached.length === 0 ? 'none in the kernel, as far as the gate can look' : attached.join(', '),
            ],
          ]}
        >
          {limits.length === 0 ? null : (
            <>
              <h3>Not held without those</h3>
              <ul className="bullets small">
                {limits.map((limit) => (
                  <li key={limit}>{limit}</li>
                ))}
              </ul>
            </>
          )}
        </Facts>
      )}
    </Answered>
  );
}
