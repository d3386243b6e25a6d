/** One approval: what it would do, why it waits, and the ways to answer. */
import { visible } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import { type ApprovalDetail, approvalQuery, type Me } from '../../gate/queries.ts';
import { ActionView } from '../../parts/action-view.tsx';
import { SCOPE_WORDS, STATE_WORDS } from '../../parts/approval-words.ts';
import { type Fact, FactList } from '../../parts/facts.tsx';
import { RiskMark } from '../../parts/marks.tsx';
import { useNow } from '../../parts/now.ts';
import { Answered } from '../../parts/states.tsx';
import { countdownText, momentText } from '../../parts/times.ts';
import { hrefOf } from '../../routes.ts';
import { Answers } from './answers.tsx';
import { SessionCard } from './session-card.tsx';

interface DetailProps {
  readonly id: string;
  readonly me: Me;
  /** The approval that waits beside this one. */
  readonly next: string | undefined;
}

export function Detail({ id, me, next }: DetailProps) {
  const query = useQuery(approvalQuery(id));
  return (
    <Answered query={query} what="this approval">
      {(detail) => (
        <article className="detail" aria-label="The approval that is looked at">
          <section className="card">
            <Head detail={detail} />
            <ActionView action={detail.action} shown={detail.shown} explanation={detail.explanation}>
              <p className="sentence">{visible(detail.summary)}.</p>
            </ActionView>
            <Why detail={detail} />
            {detail.state === 'pending' ? (
              <Answers detail={detail} me={me} next={next} />
            ) : (
              <Ended detail={detail} next={next} />
            )}
          </section>
          <SessionCard approval={detail} />
        </article>
      )}
    </Answered>
  );
}

function Head({ detail }: { readonly detail: ApprovalDetail }) {
  const { risk, agent, cwd, expiresAt, state } = detail;
  const nowMs = useNow();
  return (
    <header className="row detail-head">
      <RiskMark risk={risk} />
      <strong>{visible(agent)}</strong>
      <span className="quiet">
        in <code>{visible(cwd)}</code>
      </span>
      {state === 'pending' ? <span className="push quiet">expires in {countdownText(expiresAt - nowMs)}</span> : null}
    </header>
  );
}

function Why({ detail: { rule, explanation, files = [] } }: { readonly detail: ApprovalDetail }) {
  const alternative = explanation?.alternative;
  const facts: readonly Fact[] = [
    ['Asked by', visible(rule)],
    ['Safer', alternative === undefined ? undefined : <code key="safer">{visible(alternative)}</code>],
    ['Judged with', files.length === 0 ? undefined : files.map(({ path }) => <code key={path}>{visible(path)}</code>)],
  ];
  return <FactList facts={facts} />;
}

function Ended({ detail, next }: { readonly detail: ApprovalDetail; readonly next: string | undefined }) {
  const nowMs = useNow();
  const { state, answers, expiresAt } = detail;
  return (
    <div className={`ended ended-${state}`} role="status">
      <strong>{STATE_WORDS[state]}</strong>
      {answers.map(({ by, answer, scope, message }) => (
        <span key={by}>
          {answer === 'allow' ? ` ${SCOPE_WORDS[scope]}` : ''} by {visible(by)}
          {message === undefined ? '' : `: “${visible(message)}”`}
        </span>
      ))}
      {state === 'expired' ? <span> {momentText(expiresAt, nowMs)}</span> : null}
      {next === undefined ? null : (
        <a className="push" href={hrefOf('approvals', next)}>
          Next <kbd>j</kbd>
        </a>
      )}
    </div>
  );
}
