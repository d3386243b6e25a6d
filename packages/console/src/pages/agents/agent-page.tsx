/** One agent: what was new today, what holds for it, what it did, and what it usually does. */
import { visible } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import { useNow } from '../../parts/now.ts';
import { Answered } from '../../parts/states.tsx';
import { durationText, momentText } from '../../parts/times.ts';
import { answeredText } from '../../parts/verdict-counts.ts';
import { hrefOf } from '../../routes.ts';
import { type Agent, agentQuery } from './agent-queries.ts';
import { HoursChart } from './hours-chart.tsx';
import { InForce } from './in-force.tsx';
import { SessionTable } from './lists.tsx';
import { NewToday } from './new-today.tsx';
import { Timeline } from './timeline.tsx';
import { Usual } from './usual.tsx';

interface AgentPageProps {
  readonly agent: string;
  readonly query: URLSearchParams;
}

export function AgentPage({ agent, query }: AgentPageProps) {
  const found = useQuery(agentQuery(agent));
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="wrap">{visible(agent)}</h1>
        <a href={hrefOf('agents')}>All agents</a>
      </div>
      <Answered query={found} what="this agent">
        {(answer) => (
          <>
            <Seen answer={answer} />
            <div className="columns">
              <NewToday agent={agent} firstSeenAt={answer.agent.firstSeenAt} />
              <InForce subject={{ agent }} held={answer.held} />
            </div>
            <HoursChart agent={agent} />
            <Timeline subject={{ agent }} query={query} goesOn />
            <Usual agent={agent} />
            <SessionTable agent={agent} />
          </>
        )}
      </Answered>
    </div>
  );
}

function Seen({ answer: { agent: seen } }: { readonly answer: Agent }) {
  const nowMs = useNow();
  const { agent, counts, firstSeenAt, lastSeenAt } = seen;
  return (
    <p className="quiet wrap">
      Seen first {momentText(firstSeenAt, nowMs)}, last {durationText(nowMs - lastSeenAt)} ago.{' '}
      <a href={hrefOf('decisions', undefined, { agent })}>{answeredText(counts)}</a> in all.
    </p>
  );
}
