/** What holds for an agent or a session at this moment: what persons allowed, rules, the policy, and the kernel. */
import { visible } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import { pauseQuery } from '../../gate/queries.ts';
import { actionText } from '../../parts/action-text.ts';
import { SCOPE_WORDS } from '../../parts/approval-words.ts';
import { VerdictMark } from '../../parts/marks.tsx';
import { useNow } from '../../parts/now.ts';
import { Answered } from '../../parts/states.tsx';
import { countdownText, momentText } from '../../parts/times.ts';
import { versionText } from '../../parts/version-text.ts';
import { hrefOf } from '../../routes.ts';
import { activeQuery } from '../policy/policy-queries.ts';
import { allowedQuery, type ApprovalInForce, type Held, inForceQuery } from './agent-queries.ts';
import type { Subject } from './places.ts';
import { commonCount, type RuleInForce, rulesFor } from './rules-in-force.ts';
import { TIERS } from './timeline-lines.ts';

interface InForceProps {
  readonly subject: Subject;
  /** What holds it, the newest first; also what held it and does no more. */
  readonly held: readonly Held[];
  /** When it ended, in milliseconds since 1970 UTC; undefined for what goes on. */
  readonly endedAt?: number | undefined;
}

export function InForce({ subject, held, endedAt }: InForceProps) {
  const approvals = useQuery(inForceQuery(subject));
  return (
    <section className="card in-force" aria-labelledby="in-force">
      <div className="card-head">
        <h2 id="in-force">In force</h2>
      </div>
      <h3>Allowed by persons</h3>
      <Answered query={approvals} what="what persons allowed">
        {(items) => <Allowed items={items} />}
      </Answered>
      <Policy agent={subject.agent} />
      <h3>Kernel</h3>
      <HeldBy held={held} endedAt={endedAt} />
    </section>
  );
}

function Allowed({ items }: { readonly items: readonly ApprovalInForce[] }) {
  const nowMs = useNow();
  const usable = items.filter(({ usableUntil = 0 }) => usableUntil > nowMs);
  if (usable.length === 0) return <p className="quiet">Nothing beyond the policy.</p>;
  return (
    <ul className="lines">
      {usable.map(({ approval, action, answers, usableUntil = 0 }) => (
        <li key={approval}>
          <a className="line" href={hrefOf('approvals', approval)}>
            <code className="cut">{actionText(action)}</code>
            <span className="quiet small">
              {SCOPE_WORDS[answers.every(({ scope }) => scope === 'session') ? 'session' : 'once']} by{' '}
              {answers.map(({ by }) => visible(by)).join(' and ')}, {countdownText(usableUntil - nowMs)} left
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Policy({ agent }: { readonly agent: string }) {
  const active = useQuery(activeQuery);
  const { data: allowed = [] } = useQuery(allowedQuery(agent));
  const { data: pause } = useQuery(pauseQuery);
  const nowMs = useNow();
  const isPaused = pause !== undefined && pause !== null && pause.until > nowMs;
  return (
    <>
      <h3>Rules that name it</h3>
      <Answered query={active} what="the policy in force">
        {({ version, document }) => (
          <>
            <Rules rules={rulesFor(agent, document, allowed)} />
            <p className="quiet small">
              The policy in force is <a href={hrefOf('policy')}>{versionText(version)}</a>
              {commonText(commonCount(document))}.
              {isPaused ? (
                <strong> The gate is paused until {momentText(pause.until, nowMs)}: these stop nothing.</strong>
              ) : null}
            </p>
          </>
        )}
      </Answered>
    </>
  );
}

function commonText(count: number): string {
  if (count === 0) return ', with no rule for all agents';
  return count === 1 ? ', with one rule for all agents' : `, with ${count.toLocaleString('en')} rules for all agents`;
}

function Rules({ rules }: { readonly rules: readonly RuleInForce[] }) {
  if (rules.length === 0) return <p className="quiet">None.</p>;
  return (
    <ul className="lines">
      {rules.map(({ id, layer, verdict, reason, origin }) => (
        <li key={`${layer} ${id}`} className="line">
          <VerdictMark verdict={verdict === 'deny' || verdict === 'ask' ? verdict : 'allow'} />
          <span className="cut" title={visible(reason ?? id)}>
            <code>{visible(id)}</code> {reason === undefined ? null : <span className="quiet">{visible(reason)}</span>}
          </span>
          {origin === undefined ? (
            <span className="quiet small">{layer}</span>
          ) : (
            <a className="small" href={hrefOf('approvals', origin.approval)}>
              an answer of {visible(origin.by)}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Of what held it and holds it no more, the timeline tells. */
function HeldBy({ held, endedAt }: Pick<InForceProps, 'held' | 'endedAt'>) {
  const nowMs = useNow();
  const holding = held.filter((one) => one.endedAt === undefined);
  if (holding.length === 0) return <p className="quiet">{notHeldText(held, endedAt)}</p>;
  return (
    <ul className="lines">
      {holding.map(({ held: id, tier, pid, startedAt, workspace }) => (
        <li key={id} className="line">
          <span className="wrap">
            Process {pid} and all that comes of it, {TIERS[tier]}, in <code>{visible(workspace)}</code>
          </span>
          <span className="push quiet small">since {momentText(startedAt, nowMs)}</span>
        </li>
      ))}
    </ul>
  );
}

function notHeldText([last]: readonly Held[], endedAt: number | undefined): string {
  if (endedAt === undefined) return 'It holds nothing of it now: what the agent does beside its hook is not stopped.';
  if (last === undefined) return 'The session has ended; the kernel held nothing of it.';
  return `The session has ended; the kernel held it ${TIERS[last.tier]}.`;
}
