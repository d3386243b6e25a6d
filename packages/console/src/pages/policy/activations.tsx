/** Each time that a version was put in force: by whom, when, why, and what was in force before. */
import { visible } from '@capgate/base';
import { useInfiniteQuery } from '@tanstack/react-query';
import { More } from '../../parts/more.tsx';
import { useNow } from '../../parts/now.ts';
import { Answered } from '../../parts/states.tsx';
import { momentText } from '../../parts/times.ts';
import { versionText } from '../../parts/version-text.ts';
import { hrefOf } from '../../routes.ts';
import { type ActivationMade, activationsQuery } from './policy-queries.ts';

export function Activations({ version }: { readonly version: number }) {
  const query = useInfiniteQuery(activationsQuery);
  return (
    <section className="card" aria-labelledby="activations">
      <div className="card-head">
        <h2 id="activations">When it was put in force</h2>
      </div>
      <Answered query={query} what="activations">
        {({ pages }) => {
          const made = pages.flatMap(({ items }) => items).filter((item) => item.version === version);
          if (made.length === 0) {
            return <p className="quiet">{query.hasNextPage ? 'Not lately.' : 'Never.'}</p>;
          }
          return (
            <ol className="lines" reversed>
              {made.map((item) => (
                <ActivationItem key={item.at} item={item} />
              ))}
            </ol>
          );
        }}
      </Answered>
      <More query={query}>Look further back</More>
    </section>
  );
}

function ActivationItem({ item: { at, by, reason, previous, overrideBy } }: { readonly item: ActivationMade }) {
  const nowMs = useNow();
  return (
    <li className="activation">
      <p className="wrap">{visible(reason)}</p>
      <p className="quiet small wrap">
        {visible(by)} · <time dateTime={new Date(at).toISOString()}>{momentText(at, nowMs)}</time> · before it,{' '}
        {previous === null ? versionText(0) : <a href={hrefOf('policy', String(previous))}>{versionText(previous)}</a>}
        {overrideBy === undefined ? null : ` · although it was held back, by ${overrideBy.map(visible).join(' and ')}`}
      </p>
    </li>
  );
}
