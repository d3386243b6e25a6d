/** `capgate lab peers`. */
import { dirname, resolve } from 'node:path';
import { visible, visibleJson } from '@capgate/base';
import type { PeersRecord } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import { parseDocument } from '../documents.ts';
import { readText } from '../files.ts';
import { ExitStatus, type Io } from '../io.ts';
import { told } from '../machine/told.ts';
import { Progress } from '../progress.ts';
import { findLab } from './find.ts';
import { untilInterrupted } from '../interrupted.ts';
import { MAX_FILE_BYTES } from './plan.ts';

/** Where no arm is named: what is there without anything beside the lab. */
const ARMS = ['balanced', 'strict'] as const;
const REPLICATES_MAX = 1_000;
const SHOW_EVERY_MS = 250;

export async function run(args: Arguments, io: Io): Promise<number> {
  const { askPeers, readBenchmark, writePeers } = await findLab();
  const output = args.value('output');
  if (output === undefined) throw args.misuse('expected --output with a folder for the page, met none');
  const { document, folder } = await asked(args, io);
  return told(async () => {
    const benchmark = await readBenchmark(document, folder);
    const shown = progressOn(io);
    const answers = await untilInterrupted((signal) =>
      askPeers(benchmark, { environment: { folder, variables: io.env }, signal, onStep: shown.step }),
    ).finally(shown.end);
    const record = await writePeers(benchmark, answers, resolve(io.cwd, output));
    await io.stdout.write(args.has('json') ? `${visibleJson(record)}\n` : textOf(record, resolve(io.cwd, output)));
    return ExitStatus.OK;
  });
}

interface Named {
  readonly document: unknown;
  /** Where it lies: relative paths start there, and programs. */
  readonly folder: string;
}

/** A document, or what the command line says instead of one. Throws `CliError`. */
async function asked(args: Arguments, io: Io): Promise<Named> {
  const path = args.value('document');
  if (path === undefined) return { document: await documentOf(args), folder: io.cwd };
  if (args.operands.length > 0 || args.has('arm') || args.has('replicates')) {
    throw args.misuse('expected a document alone, as it names corpora and arms, met some beside it');
  }
  const document = await parseDocument(readText(io, path, MAX_FILE_BYTES), path);
  return { document, folder: dirname(resolve(io.cwd, path)) };
}

async function documentOf(args: Arguments): Promise<object> {
  const { armNamed } = await findLab();
  const [first] = args.operands;
  if (first === undefined) throw args.misuse('expected CORPUS, or --document FILE, met none');
  const named = args.has('arm') ? args.values('arm') : ARMS;
  const replicates = args.positive('replicates', REPLICATES_MAX);
  return told(async () => ({
    version: 1,
    title: `Gates on ${args.operands.length === 1 ? first : `${args.operands.length} corpora`}`,
    corpora: args.operands.map((path) => ({ path })),
    arms: named.map(armNamed),
    ...(replicates !== undefined && { replicates }),
  }));
}

function progressOn(io: Io) {
  let bar: Progress | undefined;
  let shownMs = Number.NEGATIVE_INFINITY;
  return {
    step: (done: number, total: number): void => {
      bar ??= new Progress(io.stderr, total);
      if (performance.now() - shownMs < SHOW_EVERY_MS) return;
      shownMs = performance.now();
      void bar.show(done);
    },
    end: async (): Promise<void> => bar?.end(),
  };
}

const COUNTED = { stopped: 'Asking counts as stopping', allowed: 'Asking counts as letting through' } as const;

function textOf({ summary, scores, limits }: PeersRecord, folder: string): string {
  const parts = scores.flatMap(({ ask, arms }) => [
    '',
    COUNTED[ask],
    ...arms.map(({ arm, sensitivity, specificity, balancedAccuracy }) => {
      const shares = [
        `sensitivity ${shareText(sensitivity)}`,
        `specificity ${shareText(specificity)}`,
        `balanced accuracy ${shareText(balancedAccuracy)}`,
      ];
      return `  ${arm}: ${shares.join(', ')}`;
    }),
  ]);
  const lines = [summary, ...parts, '', `What it does not show: ${limits[0]}`, `Page  ${folder}/peers.html`];
  return lines.map((line) => `${visible(line)}\n`).join('');
}

function shareText(figure: PeersRecord['scores'][number]['arms'][number]['accuracy']): string {
  if (!('measured' in figure)) return 'none';
  const { value, low, high } = figure.measured;
  const [shown, least, most] = [value, low, high].map((share) => (100 * share).toFixed(1));
  return `${shown} % [${least}, ${most}]`;
}
