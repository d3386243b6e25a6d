/** One decision: what was asked, what was said, why, and what proves that it is in the log. */
import { visible } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import { decisionQuery, type ExplainedDecision } from '../../gate/queries.ts';
import { ActionView } from '../../parts/action-view.tsx';
import { type Fact, FactList } from '../../parts/facts.tsx';
import { RiskMark, VerdictMark } from '../../parts/marks.tsx';
import { useNow } from '../../parts/now.ts';
import { Answered } from '../../parts/states.tsx';
import { momentText } from '../../parts/times.ts';
import { versionText } from '../../parts/version-text.ts';
import { hrefOf } from '../../routes.ts';
import { DescriptorCard } from './descriptor-card.tsx';
import { KernelCard } from './kernel-card.tsx';
import { ProofCard } from './proof-card.tsx';

export function DecisionDetail({ id }: { readonly id: string }) {
  const query = useQuery(decisionQuery(id));
  return (
    <div className="page">
      <div className="page-head">
        <h1>Decision</h1>
        <a href={hrefOf('decisions')}>All decisions</a>
      </div>
      <Answered query={query} what="this decision">
        {(explained) => (
          <>
            <Said explained={explained} />
            {explained.kernel === undefined ? null : <KernelCard kernel={explained.kernel} />}
            <div className="columns">
              <DescriptorCard hex={explained.decision.descriptor} />
              <ProofCard decision={explained.decision} />
            </div>
          </>
        )}
      </Answered>
    </div>
  );
}

function Said({ explained }: { readonly explained: ExplainedDecision }) {
  const { decision, explanation, isSame, changed = [] } = explained;
  const { verdict, judged, risk, agent, cwd, action, at } = decision;
  const nowMs = useNow();
  return (
    <section className="card" aria-label="What was asked and answered">
      <header className="row detail-head">
        <VerdictMark verdict={verdict} />
        <RiskMark risk={risk} />
        <strong>{visible(agent)}</strong>
        <span className="quiet">
          in <code>{visible(cwd)}</code>
        </span>
        <time className="push quiet" dateTime={new Date(at).toISOString()}>
          {momentText(at, nowMs)}
        </time>
      </header>
      <ActionView action={action} explanation={explanation} />
      {judged === verdict ? null : (
        <p className="warning" role="note">
          The rules said {judged}; a pause, a person or the mode made {verdict} of it.
        </p>
      )}
      {isSame === false ? (
        <p className="warning" role="note">
          Explained anew from the log, it comes out otherwise: secrets were taken out of the action, or another version
          decided.
        </p>
      ) : null}
      {changed.map((path) => (
        <p key={path} className="warning" role="note">
          {visible(path)} was judged with it and is no longer what it was.
        </p>
      ))}
      <Reasons explained={explained} />
      <About decision={decision} alternative={explanation?.alternative} />
    </section>
  );
}

function Reasons({ explained: { explanation } }: { readonly explained: ExplainedDecision }) {
  const said = new Set(explanation?.effects.map(({ message }) => message));
  // What an effect says already need not be said again.
  const reasons = (explanation?.reasons ?? []).filter(
    ({ message, advice }) => advice !== undefined || !said.has(message),
  );
  if (reasons.length === 0) return null;
  return (
    <ul className="reasons" aria-label="Why">
      {reasons.map(({ code, message, advice }, i) => (
        <li key={i}>
          {visible(message)} <code className="quiet small">{code}</code>
          {advice === undefined ? null : <span className="quiet"> {visible(advice)}</span>}
        </li>
      ))}
    </ul>
  );
}

interface AboutProps {
  readonly decision: ExplainedDecision['decision'];
  readonly alternative: string | undefined;
}

const NS_A_US = 1_000;

function About({ decision, alternative }: AboutProps) {
  const { agent, session, mode, policy, rule, approval, subagent, tookNs, id } = decision;
  const facts: readonly Fact[] = [
    ['Rule', rule === undefined ? undefined : visible(rule)],
    ['Safer', alternative === undefined ? undefined : <code key="safer">{visible(alternative)}</code>],
    ['Policy', `${versionText(policy)}, mode ${mode}`],
    [
      'Session',
      <a key="session" href={hrefOf('agents', agent, { session })}>
        {visible(session)}
      </a>,
    ],
    ['Subagent', subagent === undefined ? undefined : `${visible(subagent.id)} of ${visible(subagent.parent)}`],
    [
      'Approval',
      approval === undefined ? undefined : (
        <a key="approval" href={hrefOf('approvals', approval)}>
          {approval.slice(0, 8)}
        </a>
      ),
    ],
    ['Took', `${Math.round(tookNs / NS_A_US).toLocaleString('en')} µs`],
    ['Identifier', <code key="id">{id}</code>],
  ];
  return <FactList facts={facts} />;
}
