/** What a scan found, for people and for machines. */
import { decodeDescriptor, DESCRIPTOR_SIZE_BYTES, toHex } from '@capgate/core';
import { shown } from '../../descriptor/fields.ts';
import { clipped, quoted, visibleJson } from '@capgate/base';
import type { Compression, ScannedCommand, Source } from './catalogue.ts';
import type { Executable, Note } from './executables.ts';
import type { Estimate, Ratios } from './sizes.ts';

export interface Scan {
  readonly folders: number;
  readonly commands: readonly ScannedCommand[];
  readonly shadowed: readonly Executable[];
  readonly notes: readonly Note[];
  readonly compression: Compression;
  /** The registry that was written, if one was. */
  readonly written: { readonly path: string; readonly sizeBytes: number; readonly count: number } | undefined;
}

/** Of shadowed names and of notes at most so many are shown to people. */
const SHOWN_MAX = 10;

const MEANINGS: Readonly<Record<Source, string>> = {
  known: "described by Capgate's knowledge",
  inferred: 'guessed from their manual pages: INFERRED, never approved by themselves',
  unknown: 'without description or page: UNKNOWN_TOOL',
};

export function scanText(scan: Scan): string {
  const { commands, folders, shadowed, notes } = scan;
  const counts = (['known', 'inferred', 'unknown'] as const).map((source) =>
    row(countOf(commands, source), `${source.padEnd(9)} ${MEANINGS[source]}`),
  );
  const lines = [
    `${number(commands.length)} commands in ${number(folders)} folders`,
    ...counts,
    ...listed(
      'shadowed: the name leads to another program',
      shadowed.map(({ path }) => quoted(path)),
    ),
    ...listed(
      'left out, or met on the way',
      notes.map(({ path, why }) => `${quoted(path)}: ${clipped(why)}`),
    ),
    '',
    ...compressionLines(scan.compression),
    ...writtenLines(scan.written),
  ];
  return `${lines.join('\n')}\n`;
}

function countOf(commands: readonly ScannedCommand[], source: Source): number {
  return commands.filter((command) => command.source === source).length;
}

function row(count: number, text: string): string {
  return `${number(count).padStart(8)}  ${text}`;
}

function listed(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length - SHOWN_MAX;
  const rest = more > 0 ? [`            and ${number(more)} more (--json lists all)`] : [];
  return [row(items.length, title), ...items.slice(0, SHOWN_MAX).map((item) => `            ${item}`), ...rest];
}

function compressionLines({ text, stored, families }: Compression): string[] {
  if (text === undefined || stored === undefined) return ['no command has a manual page to compare with'];
  return [
    `Bytes of manual page for each byte of descriptor, with 95 % intervals (a descriptor says far less than its page)`,
    `${''.padEnd(34)}${'commands'.padStart(9)}${'median'.padStart(24)}${'mean'.padStart(24)}`,
    ratioLine(`descriptor (${DESCRIPTOR_SIZE_BYTES} bytes), page unpacked`, text),
    ratioLine('descriptor, page as it is stored', stored),
    ...(families === undefined ? [] : [ratioLine('family, all pages unpacked', families)]),
  ];
}

function ratioLine(title: string, { count, median, mean }: Ratios): string {
  return `${title.padEnd(34)}${number(count).padStart(9)}${interval(median).padStart(24)}${interval(mean).padStart(24)}`;
}

function interval({ value, low, high }: Estimate): string {
  return `${number(value)} [${number(low)}, ${number(high)}]`;
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 100 ? 1 : 0 });
}

function writtenLines(written: Scan['written']): string[] {
  if (written === undefined) return [];
  return ['', `written: ${quoted(written.path)}, ${number(written.count)} entries, ${number(written.sizeBytes)} bytes`];
}

/** One object on one line. */
export function scanJson({ folders, commands, shadowed, notes, compression, written }: Scan): string {
  return `${visibleJson({
    folders,
    known: countOf(commands, 'known'),
    inferred: countOf(commands, 'inferred'),
    unknown: countOf(commands, 'unknown'),
    compression: {
      text: compression.text ?? null,
      stored: compression.stored ?? null,
      families: compression.families ?? null,
    },
    written: written ?? null,
    commands: commands.map(commandObject),
    shadowed,
    notes,
  })}\n`;
}

function commandObject({ name, source, descriptor, manual, subcommands }: ScannedCommand): object {
  const { risk, capabilities } = shown(decodeDescriptor(descriptor));
  return {
    name,
    source,
    descriptor: toHex(descriptor),
    risk,
    capabilities,
    manual_bytes: manual?.textBytes ?? null,
    manual_stored_bytes: manual?.storedBytes ?? null,
    ratio: manual === undefined ? null : manual.textBytes / descriptor.length,
    subcommands: subcommands.length,
  };
}
