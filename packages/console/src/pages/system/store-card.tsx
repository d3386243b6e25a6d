/** The store: an index of the log, which can be made anew from it. */
import { useQuery } from '@tanstack/react-query';
import type { Status } from '../../gate/queries.ts';
import { FactCard } from '../../parts/facts.tsx';
import { useNow } from '../../parts/now.ts';
import { Answered } from '../../parts/states.tsx';
import { momentText } from '../../parts/times.ts';
import { bytesText } from './sizes.ts';
import { storeQuery } from './system-queries.ts';

const ENGINES = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;

export function StoreCard({ status: { store } }: { readonly status: Status }) {
  const query = useQuery(storeQuery);
  const nowMs = useNow();
  return (
    <Answered query={query} what="the store">
      {({ engine, sizeBytes, migrations }) => {
        const last = migrations.at(-1);
        return (
          <FactCard
            title="Store"
            facts={[
              ['Engine', ENGINES[engine]],
              ['Size', bytesText(sizeBytes)],
              ['Behind the log by', behindText(store.lagCount)],
              ['Form of its tables', last === undefined ? 'none' : `${last.name}, since ${momentText(last.at, nowMs)}`],
            ]}
          >
            <p className="quiet small below">
              An index of the log: <code>capgate store rebuild</code> makes it anew.
            </p>
          </FactCard>
        );
      }}
    </Answered>
  );
}

function behindText(count: number | undefined): string {
  return count === undefined ? 'not known' : `${count.toLocaleString('en')} records`;
}
