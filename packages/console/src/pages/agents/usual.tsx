/** What the agent usually does. */
import { visible } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import { useDay } from '../../parts/now.ts';
import { Answered, Empty } from '../../parts/states.tsx';
import { type Behaviour, behaviourQuery, type Trait, USUAL_DAYS } from './agent-queries.ts';
import { HoursOfDay } from './hours-of-day.tsx';
import { type Aspect, traitText } from './traits.ts';

const SHOWN_COUNT = 8;

const LISTS: readonly (readonly [aspect: Aspect, title: string, nothing: string])[] = [
  ['tool', 'Tools', 'none'],
  ['capability', 'What they can do', 'nothing beyond looking'],
  ['scope', 'Places', 'no path at all'],
  ['host', 'Hosts', 'none by name'],
  ['risk', 'Risk', 'none'],
];

export function Usual({ agent }: { readonly agent: string }) {
  const query = useQuery(behaviourQuery(agent, useDay()));
  return (
    <section className="card" aria-labelledby="usual">
      <div className="card-head">
        <h2 id="usual">What it usually does</h2>
        <span className="quiet small">in the last {USUAL_DAYS} days, by how many of its actions</span>
      </div>
      <Answered query={query} what="what it usually does">
        {(behaviour) =>
          behaviour.usual.length === 0 ? (
            <Empty title={`Nothing in the last ${USUAL_DAYS} days`} />
          ) : (
            <>
              <HoursOfDay hours={behaviour.hours} />
              <Lists behaviour={behaviour} />
              <p className="quiet small">
                Of a command line with several tools, the one of the highest risk counts. A host is counted where the
                action names it.
                {behaviour.isWhole ? '' : ' There is more than is told here.'}
              </p>
            </>
          )
        }
      </Answered>
    </section>
  );
}

function Lists({ behaviour: { usual, hours } }: { readonly behaviour: Behaviour }) {
  const all = hours.reduce((sum, { allow, ask, deny }) => sum + allow + ask + deny, 0);
  return (
    <div className="usual">
      {LISTS.map(([aspect, title, nothing]) => {
        const traits = usual.filter((trait) => trait.aspect === aspect);
        return (
          <div key={aspect}>
            <h3>{title}</h3>
            {traits.length === 0 ? <p className="quiet">{nothing}</p> : null}
            <Shares traits={traits.slice(0, SHOWN_COUNT)} all={all} />
            {traits.length > SHOWN_COUNT ? (
              <details className="small">
                <summary>{traits.length - SHOWN_COUNT} more</summary>
                <Shares traits={traits.slice(SHOWN_COUNT)} all={all} />
              </details>
            ) : null}
          </div>
        );
      })}
    </div>
  );
}

function Shares({ traits, all }: { readonly traits: readonly Trait[]; readonly all: number }) {
  return (
    <ol className="lines">
      {traits.map((trait) => (
        <li key={trait.name} className="line">
          <span className="wrap grow">{visible(traitText(trait))}</span>
          <span className="quiet small">
            {trait.count.toLocaleString('en')} · {shareText(trait.count, all)}
          </span>
        </li>
      ))}
    </ol>
  );
}

function shareText(count: number, all: number): string {
  const share = (100 * count) / Math.max(1, all);
  return share > 0 && share < 1 ? '< 1 %' : `${Math.min(100, Math.round(share))} %`;
}
