/** Agents, and sessions of all of them or of one, each leading to its own page. */
import { visible } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import { agentsQuery } from '../../gate/queries.ts';
import { useNow } from '../../parts/now.ts';
import { Answered, Empty } from '../../parts/states.tsx';
import { durationText } from '../../parts/times.ts';
import { sessionsQuery } from './agent-queries.ts';
import { hrefOfAgent } from './places.ts';

export function AgentTable() {
  const query = useQuery(agentsQuery);
  const nowMs = useNow();
  return (
    <section className="card" aria-labelledby="agents">
      <div className="card-head">
        <h2 id="agents">Agents</h2>
      </div>
      <Answered query={query} what="agents">
        {(agents) =>
          agents.length === 0 ? (
            <Empty title="No agent has asked yet">capgate init puts hooks into the agents of this machine.</Empty>
          ) : (
            <table className="plain numbers">
              <Heads names={['Agent', 'Allowed', 'Asked', 'Denied', 'Seen first', 'Seen last']} />
              <tbody>
                {agents.map(({ agent, counts, firstSeenAt, lastSeenAt }) => (
                  <tr key={agent}>
                    <th scope="row">
                      <a href={hrefOfAgent({ agent })}>{visible(agent)}</a>
                    </th>
                    <Counts {...counts} />
                    <td>{durationText(nowMs - firstSeenAt)} ago</td>
                    <td>{durationText(nowMs - lastSeenAt)} ago</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Answered>
    </section>
  );
}

/** Of this agent; of all where none is named. */
export function SessionTable({ agent: only }: { readonly agent?: string }) {
  const query = useQuery(sessionsQuery(only));
  const nowMs = useNow();
  return (
    <section className="card sessions" aria-labelledby="sessions">
      <div className="card-head">
        <h2 id="sessions">Last sessions</h2>
      </div>
      <Answered query={query} what="sessions">
        {(sessions) =>
          sessions.length === 0 ? (
            <Empty title="No session yet" />
          ) : (
            <table className="plain numbers">
              <Heads names={['Session', 'Allowed', 'Asked', 'Denied', 'Began', 'Workspace']} />
              <tbody>
                {sessions.map(({ agent, session, counts, firstSeenAt, workspace, endedAt }) => (
                  <tr key={`${agent}\n${session}`}>
                    <th scope="row">
                      <a href={hrefOfAgent({ agent, session })}>{visible(session)}</a>{' '}
                      {only === undefined ? <span className="quiet">{visible(agent)}</span> : null}
                      {endedAt === undefined ? null : <span className="quiet"> (ended)</span>}
                    </th>
                    <Counts {...counts} />
                    <td>{durationText(nowMs - firstSeenAt)} ago</td>
                    <td className="text">
                      <code>{visible(workspace ?? '–')}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Answered>
    </section>
  );
}

function Heads({ names }: { readonly names: readonly string[] }) {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col" className={name === 'Workspace' ? 'text' : undefined}>
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface CountsProps {
  readonly allow: number;
  readonly ask: number;
  readonly deny: number;
}

function Counts({ allow, ask, deny }: CountsProps) {
  return [allow, ask, deny].map((count, i) => (
    <td key={i} className={count === 0 ? 'none' : undefined}>
      {count.toLocaleString('en')}
    </td>
  ));
}
