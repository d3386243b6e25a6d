/** What the agent did today that it never did before. */
import { visible } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import { useDay } from '../../parts/now.ts';
import { Answered, Empty } from '../../parts/states.tsx';
import { clockText } from '../../parts/times.ts';
import { hrefOf } from '../../routes.ts';
import { behaviourQuery, type Trait } from './agent-queries.ts';
import { ASPECT_NAMES, byAspect, traitText } from './traits.ts';

interface NewTodayProps {
  readonly agent: string;
  readonly firstSeenAt: number;
}

/** So many are seen at once. */
const SHOWN_COUNT = 10;

export function NewToday({ agent, firstSeenAt }: NewTodayProps) {
  const sinceMs = useDay();
  const query = useQuery(behaviourQuery(agent, sinceMs));
  return (
    <section className="card" aria-labelledby="new-today">
      <div className="card-head">
        <h2 id="new-today">New today</h2>
      </div>
      <Answered query={query} what="what was new today">
        {({ fresh, isWhole }) => {
          const traits = byAspect(fresh);
          if (traits.length === 0)
            return <Empty title="Nothing that it never did before">As far back as decisions are kept.</Empty>;
          return (
            <>
              {firstSeenAt >= sinceMs ? (
                <p className="warning">It was seen first today at {clockText(firstSeenAt)}: all that it does is new.</p>
              ) : (
                <p className="quiet small">Never before today, as far back as decisions are kept.</p>
              )}
              <Traits traits={traits.slice(0, SHOWN_COUNT)} />
              {traits.length > SHOWN_COUNT ? (
                <details className="small">
                  <summary>{traits.length - SHOWN_COUNT} more</summary>
                  <Traits traits={traits.slice(SHOWN_COUNT)} />
                </details>
              ) : null}
              {isWhole ? null : <p className="quiet small">There is more than is told here.</p>}
            </>
          );
        }}
      </Answered>
    </section>
  );
}

function Traits({ traits }: { readonly traits: readonly Trait[] }) {
  return (
    <ul className="lines">
      {traits.map((trait) => (
        <li key={`${trait.aspect} ${trait.name}`}>
          <a className="line" href={hrefOf('decisions', trait.firstDecision)}>
            <span className="quiet small trait-aspect">{ASPECT_NAMES[trait.aspect]}</span>
            <strong className="cut">{visible(traitText(trait))}</strong>
            <span className="quiet small">
              {trait.count === 1 ? 'once' : `${trait.count.toLocaleString('en')} times`}, first{' '}
              {clockText(trait.firstAt)}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
