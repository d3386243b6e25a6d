/** What a person is shown before and after an installation. */
import { redact } from '@capgate/audit';
import { fromUtf8, visible, visibleLines } from '@capgate/base';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { Paint } from '../style.ts';
import type { Step } from './apply.ts';
import type { Left } from './targets.ts';
import type { Undone } from './undo.ts';

/** The change of a file as a unified diff, secrets in the lines around it taken out. */
export function diffText({ target, change: { before, after } }: Step, paint: Paint): string {
  const old = before === undefined ? '' : fromUtf8(before);
  const next = fromUtf8(after);
  if (old === undefined || next === undefined) return `+++ ${visible(target)} (${after.length} bytes)\n`;
  const from = before === undefined ? '/dev/null' : target;
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY } as const;
  const patch = createTwoFilesPatch(from, target, old, next, undefined, undefined, options);
  return visibleLines(redact({ patch }).body['patch'] as string)
    .split('\n')
    .map((line) => paint(colourOf(line), line))
    .join('\n');
}

export function leftText({ agent, path, reason }: Left): string {
  return `${agent}: ${path === '' ? '' : `${visible(path)}: `}${visible(reason)}\n`;
}

const OUTCOMES: Readonly<Record<Undone['outcome'], string>> = {
  restored: 'is as it was before',
  removed: 'is removed',
  'taken-out': 'was changed since; our entries are taken out of it',
  untouched: 'had nothing of ours left',
  left: 'is left',
};

export function undoneText({ target, agent, outcome, reason }: Undone): string {
  const why = reason === undefined ? '' : `: ${visible(reason)}`;
  return `${agent}: ${visible(target)} ${OUTCOMES[outcome]}${why}\n`;
}

function colourOf(line: string): 'bold' | 'green' | 'red' | 'dim' {
  if (line.startsWith('---') || line.startsWith('+++')) return 'bold';
  if (line.startsWith('+')) return 'green';
  return line.startsWith('-') ? 'red' : 'dim';
}
