/** One session of an agent: where it worked, what holds for it, and what happened, line by line. */
import { visible } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../gate/queries.ts';
import { type Fact, FactCard } from '../../parts/facts.tsx';
import { useNow } from '../../parts/now.ts';
import { Answered } from '../../parts/states.tsx';
import { durationText, momentText } from '../../parts/times.ts';
import { answeredText } from '../../parts/verdict-counts.ts';
import { hrefOf } from '../../routes.ts';
import type { Session } from './agent-queries.ts';
import { InForce } from './in-force.tsx';
import { hrefOfAgent } from './places.ts';
import { SessionChart } from './session-chart.tsx';
import { Timeline } from './timeline.tsx';

interface SessionPageProps {
  readonly agent: string;
  readonly session: string;
  readonly query: URLSearchParams;
}

export function SessionPage({ agent, session, query }: SessionPageProps) {
  const found = useQuery(sessionQuery({ agent, session }));
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="wrap">Session {visible(session)}</h1>
        <a href={hrefOfAgent({ agent })}>All of {visible(agent)}</a>
      </div>
      <Answered query={found} what="this session">
        {(answer) => (
          <>
            <div className="columns">
              <About of={answer.session} />
              <InForce subject={{ agent, session }} held={answer.held} endedAt={answer.session.endedAt} />
            </div>
            <SessionChart
              subject={{ agent, session }}
              lastedMs={answer.session.lastSeenAt - answer.session.firstSeenAt}
            />
            <Timeline subject={{ agent, session }} query={query} goesOn={answer.session.endedAt === undefined} />
          </>
        )}
      </Answered>
    </div>
  );
}

function About({ of }: { readonly of: Session['session'] }) {
  const nowMs = useNow();
  const { agent, session, counts, firstSeenAt, lastSeenAt, endedAt, workspace, home, pid, uid } = of;
  const lasted = durationText((endedAt ?? nowMs) - firstSeenAt);
  const facts: readonly Fact[] = [
    [
      'Agent',
      <a key="agent" href={hrefOfAgent({ agent })}>
        {visible(agent)}
      </a>,
    ],
    ['Began', momentText(firstSeenAt, nowMs)],
    [
      endedAt === undefined ? 'Goes on' : 'Ended',
      endedAt === undefined
        ? `for ${lasted}; it asked last ${durationText(nowMs - lastSeenAt)} ago`
        : `${momentText(endedAt, nowMs)}, after ${lasted}`,
    ],
    ['Workspace', workspace === undefined ? 'none' : <code key="workspace">{visible(workspace)}</code>],
    ['Home', home === undefined ? undefined : <code key="home">{visible(home)}</code>],
    ['Process', pid === undefined ? undefined : `${pid}${uid === undefined ? '' : `, of user ${uid}`}`],
    [
      'Answered',
      <a key="answered" href={hrefOf('decisions', undefined, { agent, session })}>
        {answeredText(counts)}
      </a>,
    ],
  ];
  return <FactCard title="Session" facts={facts} />;
}
