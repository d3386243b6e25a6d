/** What is otherwise than yesterday: rules, agents, answers, the gate itself. */
import { visible } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import { agentsQuery, gate, statusQuery } from '../../gate/queries.ts';
import { useNow } from '../../parts/now.ts';
import { Empty } from '../../parts/states.tsx';
import { momentText, startOfDay } from '../../parts/times.ts';

const SHOWN_MAX = 12;
const LIST_MAX = 50;
const AGAIN_MS = 10_000;

interface Change {
  readonly at: number;
  readonly text: string;
}

export function Changes() {
  const nowMs = useNow();
  const changes = useChanges(startOfDay(nowMs), nowMs);
  return (
    <section className="card" aria-labelledby="changes">
      <div className="card-head">
        <h2 id="changes">Changed today</h2>
      </div>
      {changes.length === 0 ? (
        <Empty title="Nothing changed today" />
      ) : (
        <ul className="lines">
          {changes.map(({ at, text }) => (
            <li key={`${at} ${text}`} className="line">
              <time className="quiet small" dateTime={new Date(at).toISOString()}>
                {momentText(at, nowMs)}
              </time>
              <span className="wrap">{text}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function useChanges(fromMs: number, nowMs: number): readonly Change[] {
  const { data: status } = useQuery(statusQuery);
  const { data: agents = [] } = useQuery(agentsQuery);
  const { data: versions = [] } = useQuery({
    queryKey: ['policies', LIST_MAX],
    queryFn: async () => (await gate.call('GET', '/v1/policies', { query: { limit: LIST_MAX } })).items,
    refetchInterval: AGAIN_MS,
  });
  const { data: approvals = [] } = useQuery({
    queryKey: ['approvals', 'since', fromMs],
    queryFn: async () => (await gate.call('GET', '/v1/approvals', { query: { fromMs, limit: LIST_MAX } })).items,
    refetchInterval: AGAIN_MS,
  });
  const started = status === undefined ? [] : [{ at: startOf(status.uptimeMs, nowMs), text: 'The gate was started' }];
  const changes: Change[] = [
    ...started,
    ...agents.map(({ agent, firstSeenAt }) => ({ at: firstSeenAt, text: `Agent ${visible(agent)} was seen first` })),
    ...versions.map(({ version, author, reason, createdAt }) => ({
      at: createdAt,
      text: `Policy version ${version} by ${visible(author)}: ${visible(reason)}`,
    })),
    ...approvals.flatMap(({ answers, requestedAt, agent, state }) =>
      answers.map(({ by, answer, scope }) => ({
        at: requestedAt,
        text: `${visible(by)} ${answer === 'allow' ? `allowed ${scopeText(scope)}` : 'denied'} what ${visible(agent)} asked${state === 'pending' ? '; it waits for another person' : ''}`,
      })),
    ),
  ];
  return changes
    .filter(({ at }) => at >= fromMs)
    .sort((a, b) => b.at - a.at)
    .slice(0, SHOWN_MAX);
}

/** To the minute: it is computed anew at each look, and must stay where it is. */
function startOf(uptimeMs: number, nowMs: number): number {
  return Math.floor((nowMs - uptimeMs) / 60_000) * 60_000;
}

function scopeText(scope: 'once' | 'session' | 'rule'): string {
  return { once: 'once', session: 'for the session', rule: 'by a rule' }[scope];
}
