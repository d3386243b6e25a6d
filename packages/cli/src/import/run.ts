/** `capgate import`. */
import { quoted, visibleJson } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { readText, writeBytes } from '../files.ts';
import { ExitStatus, type Io } from '../io.ts';
import { columnsOf } from '../style.ts';
import { assemble, type Imported, type PlacedRule } from './assemble.ts';
import { yamlOf } from './document.ts';
import { report, whyOf } from './report.ts';
import type { SourceReader } from './source.ts';

/** Settings of people are some kilobytes. */
const FILE_BYTES_MAX = 1 << 20;
/** Rules are compared with one another: time grows with their square. */
const RULES_MAX = 2_000;

/** Loaded one by one: only Gemini's needs TOML. */
const READERS: Readonly<Record<string, () => Promise<SourceReader>>> = {
  claude: async () => (await import('./readers/claude.ts')).readClaude,
  codex: async () => (await import('./readers/codex.ts')).readCodex,
  gemini: async () => (await import('./readers/gemini.ts')).readGemini,
  list: async () => (await import('./readers/list.ts')).readList,
};

export async function run(args: Arguments, io: Io): Promise<number> {
  const sources = (await Promise.all(args.operands.map((path) => rulesOf(path, args, io)))).flat();
  if (sources.length > RULES_MAX) {
    throw new CliError(
      'INPUT',
      `expected at most ${RULES_MAX} rules, met ${sources.length}; import fewer files at once`,
    );
  }
  const imported = assemble(sources);
  await write(imported, args, io);
  if (!args.has('json')) await io.stderr.write(report(imported, columnsOf(io.stderr)));
  return imported.left.length === 0 ? ExitStatus.OK : ExitStatus.PROBLEM;
}

async function rulesOf(path: string, args: Arguments, io: Io): Promise<readonly PlacedRule[]> {
  const read = await READERS[args.value('from') ?? sourceOf(path, args)]?.();
  return (read?.(readText(io, path, FILE_BYTES_MAX), path) ?? []).map((rule) => ({ ...rule, path }));
}

/** Whose file it is, by its name. */
function sourceOf(path: string, args: Arguments): string {
  const [, ending] = /\.(json|rules|toml)$/u.exec(path) ?? [];
  const source = ending && { json: 'claude', rules: 'codex', toml: 'gemini' }[ending];
  if (source) return source;
  throw args.misuse(`expected --from for ${quoted(path)}, whose name ends in neither .json, .rules nor .toml`);
}

async function write(imported: Imported, args: Arguments, io: Io): Promise<void> {
  const text = args.has('json') ? `${visibleJson(asJson(imported))}\n` : yamlOf(imported);
  const output = args.value('output');
  if (output === undefined) await io.stdout.write(text);
  else writeBytes(io, output, Buffer.from(text));
}

/** What is not there is null: the keys are always the same. */
function asJson({ carried, guards, left }: Imported): object {
  return {
    document: { version: 1, rules: [...carried.map(({ rule }) => rule), ...guards] },
    carried: carried.map(({ source, rule, note }) => ({ ...placeOf(source), id: rule.id, note: note ?? null })),
    left: left.map(({ source, wider, ...rest }) => ({ ...placeOf(source), why: whyOf(rest), wider: wider ?? null })),
  };
}

function placeOf({ path, place, verdict, text }: PlacedRule): object {
  return { path, place, verdict, text };
}
