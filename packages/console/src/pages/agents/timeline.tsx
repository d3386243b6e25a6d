/** All that happened, the newest first: of thousands of lines only those in sight are drawn. */
import { visible } from '@capgate/base';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { RiskMark } from '../../parts/marks.tsx';
import { Answered, Empty } from '../../parts/states.tsx';
import { clockText, dayText } from '../../parts/times.ts';
import { timelineQuery } from './agent-queries.ts';
import { type Subject, viewOf } from './places.ts';
import { type Day, type Line, linesOf } from './timeline-lines.ts';
import { TimelineView } from './timeline-view.tsx';

const LINE_HEIGHT = 32;
const OVERSCAN_COUNT = 20;

interface TimelineProps {
  readonly subject: Subject;
  readonly query: URLSearchParams;
  /** Whether more may come. */
  readonly goesOn: boolean;
}

export function Timeline({ subject, query, goesOn }: TimelineProps) {
  const view = viewOf(query);
  const [isAtTop, setAtTop] = useState(true);
  const mayFollow = goesOn && isAtTop && view.untilMs === undefined;
  const found = useInfiniteQuery(timelineQuery(subject, view, mayFollow));
  // Once older ones are held, all would be asked for again.
  const isFollowed = mayFollow && (found.data?.pages.length ?? 0) <= 1;
  const more = (): void => {
    if (found.hasNextPage && !found.isFetching) void found.fetchNextPage();
  };
  return (
    <section className="card" aria-labelledby="timeline">
      <div className="card-head">
        <h2 id="timeline">What happened</h2>
        <TimelineView subject={subject} view={view} />
      </div>
      <Answered query={found} what="what happened">
        {({ pages }) => (
          <Lines
            events={pages}
            subject={subject}
            state={isFollowed ? 'new lines come by themselves' : found.hasNextPage ? 'more below' : 'that is all'}
            more={more}
            newer={isFollowed || !goesOn ? undefined : () => void found.refetch()}
            onTop={setAtTop}
          />
        )}
      </Answered>
    </section>
  );
}

interface LinesProps {
  readonly events: readonly { readonly items: Parameters<typeof linesOf>[0] }[];
  readonly subject: Subject;
  readonly state: string;
  readonly more: () => void;
  /** Undefined where they come by themselves. */
  readonly newer: (() => void) | undefined;
  readonly onTop: (isAtTop: boolean) => void;
}

function Lines({ events, subject, state, more, newer, onTop }: LinesProps) {
  const { agent, session } = subject;
  const lines = useMemo(
    () =>
      linesOf(
        events.flatMap(({ items }) => items),
        agent,
      ),
    [events, agent],
  );
  const count = lines.reduce((sum, line) => sum + ('dayMs' in line ? 0 : 1), 0);
  if (count === 0)
    return <Empty title="Nothing of that kind happened">Show more kinds, or look at a later time.</Empty>;
  return (
    <>
      <p className="quiet small row">
        {count.toLocaleString('en')} shown, {state}
        {newer === undefined ? null : (
          <button type="button" className="button small" onClick={newer}>
            Newer ones
          </button>
        )}
      </p>
      <Scrolled lines={lines} hasSession={session === undefined} more={more} onTop={onTop} />
    </>
  );
}

interface ScrolledProps {
  readonly lines: readonly (Line | Day)[];
  /** Whether each line says whose session it was of. */
  readonly hasSession: boolean;
  readonly more: () => void;
  readonly onTop: (isAtTop: boolean) => void;
}

function Scrolled({ lines, hasSession, more, onTop }: ScrolledProps) {
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- nothing of it is handed on
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: OVERSCAN_COUNT,
    getItemKey: (index) => lines[index]?.key ?? index,
  });
  const seen = virtual.getVirtualItems();
  const last = seen.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= lines.length - OVERSCAN_COUNT) more();
  }, [last, lines.length, more]);
  return (
    <div
      ref={scroller}
      className="timeline"
      tabIndex={0}
      role="region"
      aria-label="What happened, the newest first"
      onScroll={({ currentTarget }) => onTop(currentTarget.scrollTop < LINE_HEIGHT)}
    >
      <ol style={{ height: virtual.getTotalSize() }}>
        {seen.map(({ index, key, start }) => {
          const line = lines[index];
          return line === undefined ? null : (
            <li key={key} className="timeline-item" style={{ transform: `translateY(${start}px)` }}>
              {'dayMs' in line ? (
                <h3 className="timeline-day">{dayText(line.dayMs)}</h3>
              ) : (
                <LineView line={line} hasSession={hasSession} />
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function LineView({ line, hasSession }: { readonly line: Line; readonly hasSession: boolean }) {
  const { at, mark, look, risk, code, text, session, href } = line;
  const isDecision = mark === look;
  const content = (
    <>
      <time className="quiet" dateTime={new Date(at).toISOString()}>
        {clockText(at)}
      </time>
      <span className={look === 'plain' ? 'mark' : `mark verdict-${look}`}>{mark}</span>
      <span className="timeline-risk">{risk === undefined ? null : <RiskMark risk={risk} />}</span>
      <span className="cut" title={(isDecision ? [code, text] : [text, code]).filter(Boolean).join(' ')}>
        {isDecision ? (
          <>
            <code>{code}</code> <span className="quiet">{text}</span>
          </>
        ) : (
          <>
            {text} {code === undefined ? null : <code className="quiet">{code}</code>}
          </>
        )}
      </span>
      {hasSession ? <span className="timeline-session cut quiet">{visible(session ?? '')}</span> : null}
    </>
  );
  const className = hasSession ? 'timeline-line timeline-line-session' : 'timeline-line';
  if (href === undefined) return <div className={className}>{content}</div>;
  return (
    <a className={className} href={href}>
      {content}
    </a>
  );
}
