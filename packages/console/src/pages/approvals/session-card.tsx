/** Who asks: its session, the processes that called, and what the session did before. */
import { visible } from '@capgate/base';
import { callingChain } from '@capgate/client/web';
import { useQuery } from '@tanstack/react-query';
import { type Approval, gate, sessionDecisionsQuery, sessionQuery } from '../../gate/queries.ts';
import { actionText } from '../../parts/action-text.ts';
import { RiskMark, VerdictMark } from '../../parts/marks.tsx';
import { useNow } from '../../parts/now.ts';
import { Answered, Empty } from '../../parts/states.tsx';
import { durationText, momentText } from '../../parts/times.ts';
import { answeredText } from '../../parts/verdict-counts.ts';
import { hrefOf } from '../../routes.ts';
import { hrefOfAgent } from '../agents/places.ts';

const HISTORY_COUNT = 10;

export function SessionCard({ approval }: { readonly approval: Approval }) {
  const { agent, session } = approval;
  const history = useQuery(sessionDecisionsQuery(approval, HISTORY_COUNT));
  const nowMs = useNow();
  return (
    <section className="card" aria-labelledby="session">
      <div className="card-head">
        <h2 id="session">Its session</h2>
        <a href={hrefOfAgent({ agent, session })}>All of it</a>
      </div>
      <Origin approval={approval} />
      <Callers approval={approval} />
      <Answered query={history} what="what the session did">
        {(decisions) =>
          decisions.length === 0 ? (
            <Empty title="Nothing before this" />
          ) : (
            <ul className="lines">
              {decisions.map(({ id, verdict, risk, action, at }) => (
                <li key={id}>
                  <a className="line" href={hrefOf('decisions', id)}>
                    <VerdictMark verdict={verdict} />
                    <RiskMark risk={risk} />
                    <code className="cut">{actionText(action)}</code>
                    <span className="quiet small">{momentText(at, nowMs)}</span>
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </section>
  );
}

/** Where the session came from: its process, its workspace, the subagent that acts. */
function Origin({ approval: { approval, agent, session } }: { readonly approval: Approval }) {
  const nowMs = useNow();
  const { data: { session: found } = {} } = useQuery(sessionQuery({ agent, session }));
  const { data: asked = [] } = useQuery({
    queryKey: ['asked', approval],
    queryFn: async () => (await gate.call('GET', '/v1/decisions', { query: { approval, limit: 1 } })).items,
  });
  const subagent = asked[0]?.subagent;
  const facts = [
    visible(session),
    ...(found === undefined ? [] : [`began ${durationText(nowMs - found.firstSeenAt)} ago`]),
    ...(found?.pid === undefined ? [] : [`process ${found.pid}`]),
    ...(found?.workspace === undefined ? [] : [`workspace ${visible(found.workspace)}`]),
    ...(subagent === undefined ? [] : [`subagent ${visible(subagent.id)} of ${visible(subagent.parent)}`]),
    ...(found === undefined ? [] : [answeredText(found.counts)]),
  ];
  return <p className="quiet small wrap">{facts.join(' · ')}</p>;
}

/** By the names that they chose. */
function Callers({ approval }: { readonly approval: Approval }) {
  const chain = callingChain(approval);
  if (chain.length === 0) return <p className="quiet small">Called by a process that is not known</p>;
  return (
    <div className="quiet small wrap callers">
      <span id="callers">Called by</span>{' '}
      <ol aria-labelledby="callers">
        {chain.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ol>
    </div>
  );
}
