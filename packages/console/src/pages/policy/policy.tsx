/** The rules in force, and who made which version why. */
import { visible, visibleLines } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import { gate } from '../../gate/queries.ts';
import type { PageProps } from '../../layout/pages.tsx';
import { Answered, Empty } from '../../parts/states.tsx';
import { momentText } from '../../parts/times.ts';
import { versionText } from '../../parts/version-text.ts';
import './policy.css';

const VERSIONS_COUNT = 100;

export default function Policy(_props: PageProps) {
  return (
    <div className="page">
      <h1>Policy</h1>
      <p className="quiet">
        Changed by <code>capgate policy change FILE</code>, put in force by <code>capgate policy activate</code>, and by
        rules that answer an approval.
      </p>
      <div className="columns">
        <Active />
        <Versions />
      </div>
    </div>
  );
}

function Active() {
  const query = useQuery({ queryKey: ['policies', 'active'], queryFn: () => gate.call('GET', '/v1/policies/active') });
  return (
    <section className="card" aria-labelledby="active">
      <Answered query={query} what="the policy in force">
        {({ version, latest, document }) => (
          <>
            <div className="card-head">
              <h2 id="active">In force: {versionText(version)}</h2>
              {latest === version ? null : <span className="quiet small">the latest is {latest}</span>}
            </div>
            <pre className="command document" tabIndex={0} aria-label="The document in force">
              {visibleLines(JSON.stringify(document, undefined, 2))}
            </pre>
          </>
        )}
      </Answered>
    </section>
  );
}

function Versions() {
  const query = useQuery({
    queryKey: ['policies', 'versions'],
    queryFn: async () => (await gate.call('GET', '/v1/policies', { query: { limit: VERSIONS_COUNT } })).items,
  });
  return (
    <section className="card" aria-labelledby="versions">
      <div className="card-head">
        <h2 id="versions">Versions</h2>
      </div>
      <Answered query={query} what="versions">
        {(versions) =>
          versions.length === 0 ? (
            <Empty title="No version yet">Until there is one, the mode balanced decides alone.</Empty>
          ) : (
            <ul className="lines">
              {versions.map(({ version, author, reason, createdAt }) => (
                <li key={version} className="line">
                  <strong>{version}</strong>
                  <span className="wrap">
                    {visible(reason)} <span className="quiet">by {visible(author)}</span>
                  </span>
                  <time className="push quiet small" dateTime={new Date(createdAt).toISOString()}>
                    {momentText(createdAt, Date.now())}
                  </time>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </section>
  );
}
