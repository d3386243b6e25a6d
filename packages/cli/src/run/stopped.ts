/** What the kernel stopped, for the person at the end. */
import { visible } from '@capgate/base';
import type { KernelEvent } from '@capgate/kernel';
import type { Io } from '../io.ts';

/** Of one that asks again and again, the first. */
const TOLD_MAX = 20;

/** Collects what was stopped, and says it at the end. */
export class Stopped {
  readonly #texts = new Map<string, number>();

  add(event: KernelEvent): void {
    const text = textOf(event);
    this.#texts.set(text, (this.#texts.get(text) ?? 0) + 1);
  }

  /** `lost`: acts that nobody could be told of. `untold`: those of which the gate has not been, that had the session. */
  async tell(lost: bigint, untold: number, io: Io): Promise<void> {
    const lines = [...this.#texts].map(([text, count]) => (count === 1 ? text : `${text} (${count} times)`));
    const more = lines.length > TOLD_MAX ? [`and ${lines.length - TOLD_MAX} others`] : [];
    const unheard = lost > 0n ? [`and ${lost} acts that nobody could be told of`] : [];
    const away = untold > 0 ? [`and the gate, which was away, was not told of ${untold} of them`] : [];
    const told = [...lines.slice(0, TOLD_MAX), ...more, ...unheard, ...away];
    if (told.length > 0)
      await io.stderr.write(`capgate: the kernel stopped\n${told.map((line) => `  ${line}\n`).join('')}`);
  }
}

/** Who did what: names that processes choose are made visible. */
function textOf(event: KernelEvent): string {
  return `${visible(event.command)} (process ${event.pid} of ${event.parentPid}): ${visible(actText(event))}`;
}

const ACT_TEXTS = { read: 'reading', write: 'writing', remove: 'removing', connect: 'connecting to' } as const;

function actText(event: KernelEvent): string {
  if (event.act === 'exec') return `running ${event.path}: ${event.reason}`;
  if (event.act === 'control') return event.control;
  return 'address' in event
    ? `connecting to ${event.address} port ${event.port} (${event.reach})`
    : `${ACT_TEXTS[event.act]} ${event.path} (${event.scope})`;
}
