/**
 * The readers against real command lines, and against bash and tree-sitter as outside oracles. The
 * corpora lie outside the project: `CORPUS_DIR`, or `../shared/corpora` seen from its root.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, type TestContext, test } from 'vitest';
import { InvocationKind, Origin, parse, Reading, read, ReadFailure, scan, Source } from '../../src/shell/index.ts';
import { contentOf } from './content.ts';

const CORPUS_DIR = process.env['CORPUS_DIR'] ?? resolve(import.meta.dirname, '../../../../../shared/corpora');
const inCi = process.env['CI'] !== undefined;

function commandsOf(file: string): string[] {
  return readFileSync(join(CORPUS_DIR, file), 'utf8')
    .split('\n')
    .filter((row) => row !== '')
    .map((row): unknown => (JSON.parse(row) as Record<string, unknown>)['command'])
    .filter((command) => typeof command === 'string');
}

const present = existsSync(CORPUS_DIR);
const commands = present
  ? [
      ...new Set(
        readdirSync(CORPUS_DIR)
          .filter((file) => file.endsWith('.jsonl'))
          .flatMap(commandsOf),
      ),
    ]
  : [];

/** What `bash -n` says about each text: true where it refuses. Extended globs are on, as the parser has them. */
function refusedByBash(texts: readonly string[]): boolean[] {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-bash-'));
  try {
    texts.forEach((text, index) => {
      writeFileSync(join(folder, String(index)), `${text}\n`);
    });
    // bash says some mistakes inside `[[ … ]]` and leaves with 0; an unclosed here-document is none.
    const check =
      'cd "$1" || exit 9; for f in *; do bash -O extglob -n "$f" 2>errors || { echo "$f"; continue; }; ' +
      'e=; read -r e <errors; case $e in ""|*here-document*) ;; *) echo "$f";; esac; done';
    const { stdout, status } = spawnSync('bash', ['-c', check, 'check', folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`bash -n could not be asked: exit status ${String(status)}`);
    const refused = new Set(stdout.split('\n'));
    return texts.map((_, index) => refused.has(String(index)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function refusedByUs(text: string): boolean {
  const reading = new Reading();
  read(reading, text);
  return reading.failure !== ReadFailure.NONE;
}

/** Skips a test whose means are absent, and says so; in CI they must be there. */
function needs(context: TestContext, there: boolean, reason: string): void {
  if (there) return;
  if (inCi) throw new Error(reason);
  context.skip(reason);
}
const NO_CORPORA = `no corpora at ${CORPUS_DIR}: set CORPUS_DIR to the folder that holds them`;
const NO_BASH = 'bash is not installed: apt-get install bash';
const NO_TREE_SITTER = 'tree-sitter is not installed: npm install web-tree-sitter tree-sitter-bash';

describe('on the corpora', () => {
  test('the scanner accepts most command lines, and lists what the parser lists', (context) => {
    needs(context, present, NO_CORPORA);
    const scanned = new Reading();
    const parsed = new Reading();
    const origin = new Origin();
    const different: string[] = [];
    let accepted = 0;
    for (const text of commands) {
      scanned.reset(text);
      scanned.reserve(text.length);
      if (!scan(scanned, Source.of(text), origin)) continue;
      accepted++;
      parsed.reset(text);
      parsed.reserve(text.length);
      parse(parsed, text, Source.of(text), origin);
      if (JSON.stringify(contentOf(scanned)) !== JSON.stringify(contentOf(parsed))) different.push(text);
    }
    expect(different).toEqual([]);
    expect(accepted / commands.length).toBeGreaterThan(0.97);
  });

  test('what is not read is what bash refuses', { timeout: 300_000 }, (context) => {
    needs(context, present, NO_CORPORA);
    needs(context, spawnSync('bash', ['--version']).status === 0, NO_BASH);
    const refused = refusedByBash(commands);
    expect(commands.filter((text, index) => refusedByUs(text) !== refused[index])).toEqual([]);
  });

  test('tree-sitter finds as many commands, where both read without error', async (context) => {
    needs(context, present, NO_CORPORA);
    const grammar = await treeSitter();
    needs(context, grammar !== undefined, NO_TREE_SITTER);
    const reading = new Reading();
    let compared = 0;
    const different: string[] = [];
    for (const text of commands) {
      read(reading, text);
      const found = grammar?.(text) ?? -1;
      if (found < 0 || reading.failure !== ReadFailure.NONE) continue;
      compared++;
      const { invocations } = reading;
      const kinds = Array.from({ length: invocations.count }, (_, row) => invocations.kind(row));
      if (kinds.filter((kind) => kind === InvocationKind.COMMAND).length !== found) different.push(text);
    }
    expect(compared / commands.length).toBeGreaterThan(0.98);
    // It reads a command of two lines, and a lone pattern as a command, in its own way.
    expect(different.length / compared).toBeLessThan(0.0005);
  });
});

interface SyntaxNode {
  readonly text: string;
  readonly hasError: boolean;
  descendantsOfType: (types: string[]) => SyntaxNode[];
}
interface TreeSitter {
  Parser: {
    init: () => Promise<void>;
    new (): {
      setLanguage: (language: unknown) => void;
      parse: (text: string) => { rootNode: SyntaxNode; delete: () => void };
    };
  };
  Language: { load: (path: string) => Promise<unknown> };
}

/** Counts the simple commands of a text by tree-sitter-bash, where it is installed; -1 for what it can't read. */
async function treeSitter(): Promise<((text: string) => number) | undefined> {
  const require = createRequire(import.meta.url);
  const paths = process.env['TREE_SITTER_DIR'] === undefined ? undefined : { paths: [process.env['TREE_SITTER_DIR']] };
  try {
    const { Parser, Language } = require(require.resolve('web-tree-sitter', paths)) as TreeSitter;
    await Parser.init();
    const parser = new Parser();
    parser.setLanguage(await Language.load(require.resolve('tree-sitter-bash/tree-sitter-bash.wasm', paths)));
    return (text) => {
      const tree = parser.parse(text);
      const found = countCommands(tree.rootNode);
      tree.delete();
      return found;
    };
  } catch {
    return undefined;
  }
}

function countCommands(root: SyntaxNode): number {
  if (root.hasError) return -1;
  const simple = root.descendantsOfType(['command', 'declaration_command', 'unset_command']).length;
  // `[ … ]` is a command, `[[ … ]]` is none.
  return simple + root.descendantsOfType(['test_command']).filter((node) => /^\[\s/.test(node.text)).length;
}
