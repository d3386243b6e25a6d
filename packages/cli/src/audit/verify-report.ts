/** What a verification found in order, and what follows from it. */
import type { LogReport } from '@capgate/audit/verify';
import { quoted, toHex, visibleJson } from '@capgate/base';
import { currentKey } from '@capgate/keys';
import { hanging } from '../layout.ts';
import { counted, timeText } from '../machine/times.ts';
import type { Paint } from '../style.ts';
import { type Anchor, anchorText } from './anchor.ts';
import type { OpenLog } from './open.ts';

/** Of the kinds so many are shown to people. */
const KINDS_SHOWN_MAX = 20;

export function reportText(
  report: LogReport,
  { folder }: OpenLog,
  anchor: Anchor,
  heldCount: number,
  columns: number,
  paint: Paint,
): string {
  const { chain, checkpoint, firstIndex, firstMs, lastMs } = report;
  const rows: readonly (readonly [string, string])[] = [
    ['Log', `${quoted(checkpoint.origin, 200)} in ${quoted(folder, 400)}`],
    ['Entries', `${checkpoint.size}${firstIndex > 0 ? `, those before ${firstIndex} dropped as the log records` : ''}`],
    ['Root', toHex(checkpoint.root)],
    ...(firstMs === undefined || lastMs === undefined
      ? []
      : ([
          ['First', timeText(firstMs)],
          ['Last', timeText(lastMs)],
        ] as const)),
    ['Kinds', kindsText(report)],
    ['Keys', `${chain.keys.length}, the current one ${currentKey(chain).fingerprint}`],
    ['Trusted', anchorText(anchor)],
    ['Continues', heldCount === 0 ? 'no checkpoint was named' : counted(heldCount, 'checkpoint')],
  ];
  const lines = rows.flatMap(([label, text]) => hanging(label.padEnd(11), text, columns));
  const [first = '', ...rest] = hanging(''.padEnd(11), provenBy(anchor, heldCount), columns);
  return `${[...lines, `${paint('green', 'VERIFIED')}${first.slice('VERIFIED'.length)}`, ...rest].join('\n')}\n`;
}

function kindsText({ kinds }: LogReport): string {
  const ordered = [...kinds].toSorted(([, left], [, right]) => right - left);
  const rest = ordered.length - KINDS_SHOWN_MAX;
  const shown = ordered.slice(0, KINDS_SHOWN_MAX).map(([kind, count]) => `${kind} ${count}`);
  return [...shown, ...(rest > 0 ? [`and ${counted(rest, 'other kind')}`] : [])].join(', ') || 'none';
}

/** In one sentence, no more than is so. */
function provenBy({ isGiven }: Anchor, heldCount: number): string {
  const who = isGiven ? 'a key of that chain' : 'a key that this machine calls its own';
  const proven = `these are the entries that ${who} has signed, in their order`;
  if (heldCount === 0)
    return `${proven}; whether its owner has written them anew, only a checkpoint held elsewhere can tell.`;
  return `${proven}, and the history in ${heldCount === 1 ? 'the checkpoint' : 'each checkpoint'} that was named is their beginning.`;
}

/** One object on one line. */
export function reportJson(report: LogReport, { folder }: OpenLog, anchor: Anchor, heldCount: number): string {
  const { chain, checkpoint, firstIndex, firstMs, kinds, lastMs } = report;
  return `${visibleJson({
    valid: true,
    log: folder,
    origin: checkpoint.origin,
    size: checkpoint.size,
    root: toHex(checkpoint.root),
    first_index: firstIndex,
    first_at: firstMs === undefined ? null : timeText(firstMs),
    last_at: lastMs === undefined ? null : timeText(lastMs),
    kinds: Object.fromEntries(kinds),
    keys: chain.keys.map(({ fingerprint }) => fingerprint),
    trusted: anchor.fingerprint,
    trusted_by: anchor.isGiven ? 'option' : 'machine',
    checkpoints: heldCount,
  })}\n`;
}
