/** Decisions in rows, of which only those in sight are drawn; the next page comes before its first row is in sight. */
import { visible } from '@capgate/base';
import { useInfiniteQuery } from '@tanstack/react-query';
import { createColumnHelper, FlexRender, type Row, tableFeatures, useTable } from '@tanstack/react-table';
import { useVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual';
import { memo, useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { type Decision, gate } from '../../gate/queries.ts';
import { actionText } from '../../parts/action-text.ts';
import { RiskMark, VerdictMark } from '../../parts/marks.tsx';
import { useDay } from '../../parts/now.ts';
import { Empty, Failure, Waiting } from '../../parts/states.tsx';
import { momentText } from '../../parts/times.ts';
import { go, hrefOf } from '../../routes.ts';
import type { Filter } from './filter.ts';

const PAGE_COUNT = 200;
const ROW_HEIGHT = 32;
const OVERSCAN_COUNT = 20;
/** Only so many pages are held: who scrolls further searches instead. */
const PAGES_MAX = 50;

const features = tableFeatures({});
const helper = createColumnHelper<typeof features, Decision>();
const columns = helper.columns([
  helper.accessor('at', { header: 'Time', cell: ({ getValue }) => <Moment at={getValue()} /> }),
  helper.accessor('verdict', { header: 'Verdict', cell: ({ getValue }) => <VerdictMark verdict={getValue()} /> }),
  helper.accessor('risk', { header: 'Risk', cell: ({ getValue }) => <RiskMark risk={getValue()} /> }),
  helper.accessor('agent', { header: 'Agent', cell: ({ getValue }) => visible(getValue()) }),
  helper.accessor('action', { header: 'Action', cell: (cell) => <ActionCell decision={cell.row.original} /> }),
  helper.accessor('rule', { header: 'Rule', cell: ({ getValue }) => visible(getValue() ?? '') }),
]);

function Moment({ at }: { readonly at: number }) {
  const dayMs = useDay();
  return <time dateTime={new Date(at).toISOString()}>{momentText(at, dayMs)}</time>;
}

function ActionCell({ decision: { id, action } }: { readonly decision: Decision }) {
  return (
    <a className="fixed" href={hrefOf('decisions', id)}>
      {actionText(action)}
    </a>
  );
}

export function DecisionTable({ filter }: { readonly filter: Filter }) {
  const query = useInfiniteQuery({
    queryKey: ['decisions', filter],
    queryFn: ({ pageParam }) =>
      gate.call('GET', '/v1/decisions', {
        query: { ...filter, limit: PAGE_COUNT, ...(pageParam !== undefined && { cursor: pageParam }) },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }, pages) => (pages.length < PAGES_MAX ? next : undefined),
    // Rows that move while they are read help nobody: the button brings newer ones.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  if (query.error !== null) {
    return <Failure error={query.error} what="decisions" again={() => void query.refetch()} />;
  }
  if (query.data === undefined) return <Waiting what="decisions" />;
  if (items.length === 0) return <NothingFound isFiltered={Object.keys(filter).length > 0} />;
  return (
    <>
      <p className="quiet small row">
        {items.length.toLocaleString('en')}
        {query.hasNextPage ? ' loaded, more below' : ' in all'}
        <button type="button" className="button small" onClick={() => void query.refetch()}>
          Newer ones
        </button>
      </p>
      <Rows items={items} more={() => query.hasNextPage && !query.isFetching && void query.fetchNextPage()} />
    </>
  );
}

function NothingFound({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <Empty title="No decision is like that">Widen the search, or clear it.</Empty>;
  return (
    <Empty title="Nothing was decided yet">
      Once an agent asks, each of its actions stands here; capgate init has agents ask.
    </Empty>
  );
}

interface RowsProps {
  readonly items: Decision[];
  readonly more: () => void;
}

function Rows({ items, more }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- nothing of it is handed on
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN_COUNT,
  });
  const seen = useDrawn(virtual);
  // Rows of the table are made of what is in sight alone: of thousands, each page that comes would make all anew.
  const shown = seen.flatMap(({ index }) => items[index] ?? []);
  const table = useTable({ features, columns, data: shown, getRowId: ({ id }: Decision) => id });
  const { rows } = table.getRowModel();
  const last = seen.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - OVERSCAN_COUNT) more();
  }, [last, items.length, more]);
  return (
    <div
      ref={scroller}
      className="table-scroll card"
      tabIndex={0}
      role="region"
      aria-label="Decisions, the newest first"
    >
      <table className="decision-table" aria-rowcount={-1}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th key={header.id} scope="col">
                  <FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody style={{ height: virtual.getTotalSize() }}>
          {seen.map(({ index, start }, at) => {
            const row = rows[at];
            return row && <RowView key={row.id} row={row} index={index} start={start} />;
          })}
        </tbody>
      </table>
    </div>
  );
}

/**
 * What is drawn at once, and what a moment later: a row costs a browser about as much as all that it shows, so a turn of the
 * wheel draws what comes in sight, and the rows around that follow in a task of their own.
 */
function useDrawn(virtual: Virtualizer<HTMLDivElement, Element>): readonly VirtualItem[] {
  const around = virtual.getVirtualItems();
  const first = useDeferredValue(around[0]?.index ?? 0);
  const last = useDeferredValue(around.at(-1)?.index ?? 0);
  const { startIndex = 0, endIndex = 0 } = virtual.range ?? {};
  return around.filter(({ index }) => (index >= startIndex && index <= endIndex) || (index >= first && index <= last));
}

interface RowViewProps {
  readonly row: Row<typeof features, Decision>;
  readonly index: number;
  /** Where it is, in pixels from the first. */
  readonly start: number;
}

/** A decision never changes: a row that stays where it is has nothing new to show. */
const RowView = memo(
  function RowView({ row, index, start }: RowViewProps) {
    return (
      <tr
        aria-rowindex={index + 1}
        style={{ transform: `translateY(${start}px)` }}
        onClick={() => go(hrefOf('decisions', row.original.id))}
      >
        {row.getAllCells().map((cell) => (
          <td key={cell.id}>
            <FlexRender cell={cell} />
          </td>
        ))}
      </tr>
    );
  },
  (one, other) => one.row.original === other.row.original && one.index === other.index && one.start === other.start,
);
