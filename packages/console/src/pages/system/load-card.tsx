/** What the gate takes of the machine, and what it had to turn away: live, and only what an operator acts on. */
import { useQuery } from '@tanstack/react-query';
import { Figure } from '../../parts/figure.tsx';
import { Answered } from '../../parts/states.tsx';
import type { Load } from './load.ts';
import { bytesText } from './sizes.ts';
import { loadQuery } from './system-queries.ts';

export function LoadCard() {
  const query = useQuery(loadQuery);
  return (
    <Answered query={query} what="metrics">
      {(load) => (
        <section className="figures" aria-label="Load">
          <Figure name="Memory" value={bytesText(load.memoryBytes)}>
            of the gate’s process
          </Figure>
          <Figure name="Processor" value={shareText(load.processorShare)}>
            of one core, in the last seconds
          </Figure>
          <Figure name="Connections" value={sumOf(load).toLocaleString('en')}>
            {load.connections
              .map(([door, count]) => `${count.toLocaleString('en')} by ${DOORS[door] ?? door}`)
              .join(', ')}
          </Figure>
          <TurnedAway {...load} />
          <Figure
            name="Failures"
            value={load.failures.toLocaleString('en')}
            tone={load.failures === 0 ? undefined : 'bad'}
          >
            {load.failures === 0 ? 'of log and store, since the start' : 'of log and store: the journal says why'}
          </Figure>
        </section>
      )}
    </Answered>
  );
}

const DOORS: Readonly<Record<string, string>> = { http: 'HTTP', socket: 'the socket' };

function TurnedAway({ shed, rateLimited }: Load) {
  const count = shed + rateLimited;
  return (
    <Figure name="Turned away" value={count.toLocaleString('en')} tone={count === 0 ? undefined : 'warn'}>
      {count === 0
        ? 'calls, since the start'
        : `${shed.toLocaleString('en')} for want of room, ${rateLimited.toLocaleString('en')} of callers with too many`}
    </Figure>
  );
}

function sumOf({ connections }: Load): number {
  return connections.reduce((sum, [, count]) => sum + count, 0);
}

function shareText(share: number | undefined): string {
  return share === undefined ? '–' : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
