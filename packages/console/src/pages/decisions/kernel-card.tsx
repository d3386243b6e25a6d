/** What the kernel did with a decision: which processes it held to it, and what it stopped there. */
import { visible } from '@capgate/base';
import { deniedAct, deniedChain } from '@capgate/client/web';
import type { ExplainedDecision } from '../../gate/queries.ts';
import { useNow } from '../../parts/now.ts';
import { momentText } from '../../parts/times.ts';

type OfKernel = NonNullable<ExplainedDecision['kernel']>;

const WAYS = { hook: 'by its own line', argv: 'by what runs' } as const;

export function KernelCard({ kernel: { bindings, denials } }: { readonly kernel: OfKernel }) {
  const nowMs = useNow();
  return (
    <section className="card" aria-labelledby="kernel">
      <div className="card-head">
        <h2 id="kernel">What the kernel did</h2>
      </div>
      <ul className="lines">
        {bindings.map(({ binding, pid, way, approval, at }) => (
          <li key={binding} className="line">
            <span className="wrap">
              Held process {pid}, and all that came of it, to this decision, {WAYS[way]}
              {approval === undefined ? null : <>, widened by the approval {visible(approval.slice(0, 8))}</>}
            </span>
            <time className="push quiet small" dateTime={new Date(at).toISOString()}>
              {momentText(at, nowMs)}
            </time>
          </li>
        ))}
        {denials.map((denial) => (
          <li key={denial.id} className="line">
            <span className="mark verdict-deny">stop</span>
            <span className="wrap">
              {visible(deniedAct(denial))} <span className="quiet">by {deniedChain(denial)}</span>
            </span>
            <time className="push quiet small" dateTime={new Date(denial.deniedAt).toISOString()}>
              {momentText(denial.deniedAt, nowMs)}
            </time>
          </li>
        ))}
      </ul>
      {denials.length === 0 ? <p className="quiet">It stopped nothing of it.</p> : null}
    </section>
  );
}
