/** The last actions that were not simply allowed. */
import { useQueries } from '@tanstack/react-query';
import { type Decision, gate } from '../../gate/queries.ts';
import { actionText } from '../../parts/action-text.ts';
import { RiskMark, VerdictMark } from '../../parts/marks.tsx';
import { useNow } from '../../parts/now.ts';
import { Empty } from '../../parts/states.tsx';
import { momentText } from '../../parts/times.ts';
import { hrefOf } from '../../routes.ts';
import { visible } from '@capgate/base';

const SHOWN_MAX = 10;
const AGAIN_MS = 3_000;

export function Stopped() {
  const items = useStopped();
  const nowMs = useNow();
  return (
    <section className="card" aria-labelledby="stopped">
      <div className="card-head">
        <h2 id="stopped">Asked or denied last</h2>
        <a href={hrefOf('decisions')}>All decisions</a>
      </div>
      {items.length === 0 ? (
        <Empty title="Nothing was stopped">Everything that agents asked for was allowed.</Empty>
      ) : (
        <ul className="lines">
          {items.map((decision) => (
            <li key={decision.id}>
              <a className="line" href={hrefOf('decisions', decision.id)}>
                <VerdictMark verdict={decision.verdict} />
                <RiskMark risk={decision.risk} />
                <code className="cut">{actionText(decision.action)}</code>
                <span className="quiet small">
                  {visible(decision.agent)} · {momentText(decision.at, nowMs)}
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Both lists of the store, as one. */
function useStopped(): readonly Decision[] {
  const found = useQueries({
    queries: (['ask', 'deny'] as const).map((verdict) => ({
      queryKey: ['stopped', verdict],
      queryFn: async () => (await gate.call('GET', '/v1/decisions', { query: { verdict, limit: SHOWN_MAX } })).items,
      refetchInterval: AGAIN_MS,
    })),
  });
  const items = found.flatMap(({ data = [] }) => data);
  return items.sort((a, b) => b.at - a.at).slice(0, SHOWN_MAX);
}
