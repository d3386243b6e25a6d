/** All versions, the newest first: who made each, when and why. */
import { visible } from '@capgate/base';
import { useInfiniteQuery } from '@tanstack/react-query';
import { More } from '../../parts/more.tsx';
import { useNow } from '../../parts/now.ts';
import { Answered, Empty } from '../../parts/states.tsx';
import { momentText } from '../../parts/times.ts';
import { hrefOf } from '../../routes.ts';
import { activationsQuery, type ActivationMade, type Version, versionsQuery } from './policy-queries.ts';

interface VersionsProps {
  readonly active: number;
  readonly chosen: number;
}

export function Versions({ active, chosen }: VersionsProps) {
  const query = useInfiniteQuery(versionsQuery);
  const { data: activations } = useInfiniteQuery(activationsQuery);
  const last = lastOfEach(activations?.pages.flatMap(({ items }) => items) ?? []);
  return (
    <section className="card versions" aria-labelledby="versions">
      <div className="card-head">
        <h2 id="versions">Versions</h2>
      </div>
      <Answered query={query} what="versions">
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) {
            return <Empty title="No version yet">Until there is one, the mode balanced decides alone.</Empty>;
          }
          return (
            <ol className="lines" reversed>
              {items.map((item) => (
                <VersionItem
                  key={item.version}
                  item={item}
                  activated={last.get(item.version)}
                  isActive={item.version === active}
                  isChosen={item.version === chosen}
                />
              ))}
            </ol>
          );
        }}
      </Answered>
      <More query={query}>Older versions</More>
    </section>
  );
}

/** By version; they come with the last first. */
function lastOfEach(made: readonly ActivationMade[]): ReadonlyMap<number, ActivationMade> {
  return new Map(made.toReversed().map((one) => [one.version, one]));
}

interface VersionItemProps {
  readonly item: Version;
  readonly activated: ActivationMade | undefined;
  readonly isActive: boolean;
  readonly isChosen: boolean;
}

function VersionItem({ item, activated, isActive, isChosen }: VersionItemProps) {
  const { version, author, reason, createdAt, merged, parent } = item;
  const nowMs = useNow();
  return (
    <li>
      <a className="version" href={hrefOf('policy', String(version))} aria-current={isChosen ? 'true' : undefined}>
        <strong>{version}</strong>
        <span className="wrap version-reason">{visible(reason)}</span>
        {isActive ? <span className="mark verdict-allow">in force</span> : <span />}
        <span className="quiet small version-by">
          {visible(author)}
          {merged ? ` · made from ${parent ?? 0}, merged` : ''} ·{' '}
          <time dateTime={new Date(createdAt).toISOString()}>{momentText(createdAt, nowMs)}</time>
        </span>
        {activated === undefined ? null : (
          <span className="quiet small version-by">
            {isActive ? 'in force since' : 'last put in force'}{' '}
            <time dateTime={new Date(activated.at).toISOString()}>{momentText(activated.at, nowMs)}</time> by{' '}
            {visible(activated.by)}
          </span>
        )}
      </a>
    </li>
  );
}
