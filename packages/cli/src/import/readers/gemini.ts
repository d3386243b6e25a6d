/** Gemini CLI: `[[rule]]` of its policies, in TOML. */
import { quoted } from '@capgate/base';
import type { VerdictName } from '@capgate/core';
import { parse } from 'smol-toml';
import { CliError } from '../../error.ts';
import type { SourceReader, SourceRule, Subject } from '../source.ts';
import { commandSubject } from '../words.ts';
import { callSubject } from './calls.ts';

type Table = Readonly<Record<string, unknown>>;

const VERDICTS: Readonly<Partial<Record<string, VerdictName>>> = { allow: 'allow', ask_user: 'ask', deny: 'deny' };

/** What a rule may say without meaning fewer actions. Of priorities see `docs/import.md`: the strictest rule counts. */
const KEYS: ReadonlySet<string> = new Set([
  'toolName',
  'mcpName',
  'commandPrefix',
  'decision',
  'priority',
  'denyMessage',
  'name',
  'description',
]);

export const readGemini: SourceReader = (text, path) => {
  const { rule, ...others } = parsed(text, path);
  const rules = Array.isArray(rule)
    ? (rule as readonly unknown[]).flatMap((entry, index) => rulesOf(entry, index, path))
    : [];
  return [...rules, ...Object.keys(others).map(otherTable)];
};

function parsed(text: string, path: string): Table {
  try {
    return parse(text);
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    throw new CliError('INPUT', `expected ${quoted(path)} to be TOML, met ${why}`);
  }
}

function otherTable(name: string): SourceRule {
  return { verdict: 'ask', subject: { kind: 'unread', why: 'it is no [[rule]]' }, text: name, place: name };
}

function rulesOf(entry: unknown, index: number, path: string): readonly SourceRule[] {
  const place = `rule[${index}]`;
  const table = typeof entry === 'object' && entry !== null ? (entry as Table) : {};
  const verdict = VERDICTS[String(table['decision'])];
  if (verdict === undefined) {
    throw new CliError('INPUT', `expected ${place} in ${quoted(path)} to decide allow, deny or ask_user`);
  }
  const reason = table['denyMessage'];
  return subjectsOf(table, verdict).map(({ subject, text }) => ({
    verdict,
    subject,
    text,
    place,
    ...(typeof reason === 'string' && { reason }),
  }));
}

interface Named {
  readonly subject: Subject;
  readonly text: string;
}

function subjectsOf(table: Table, verdict: VerdictName): readonly Named[] {
  const tools = textsOf(table['toolName']) ?? ['*'];
  const narrowing = Object.keys(table).find((key) => !KEYS.has(key));
  if (narrowing !== undefined) {
    const why = `rules cannot say what its ${quoted(narrowing, 40)} says`;
    return [{ subject: { kind: 'unread', why }, text: tools.join(', ') }];
  }
  return tools.flatMap((tool) => subjectsOfTool(tool, table, verdict));
}

function subjectsOfTool(tool: string, table: Table, verdict: VerdictName): readonly Named[] {
  const prefixes = textsOf(table['commandPrefix']);
  if (prefixes !== undefined && (tool === SHELL || tool === '*')) {
    return prefixes.map((prefix) => ({
      subject: commandSubject(prefix, 'any', verdict === 'allow'),
      text: `commandPrefix ${prefix}`,
    }));
  }
  const server = table['mcpName'];
  if (typeof server !== 'string') return [{ subject: TOOLS[tool] ?? otherTool(tool), text: tool }];
  const text = `${server} ${tool}`;
  return [{ subject: callSubject(`mcp__${server}__${tool}`, undefined), text }];
}

const SHELL = 'run_shell_command';

const TOOLS: Readonly<Partial<Record<string, Subject>>> = {
  '*': { kind: 'all' },
  [SHELL]: { kind: 'command', words: [], more: true },
  write_file: { kind: 'file', operation: 'write' },
  replace: { kind: 'file', operation: 'write' },
  read_file: { kind: 'file', operation: 'read' },
  list_directory: { kind: 'file', operation: 'list' },
  glob: { kind: 'file', operation: 'list' },
};

/** Its hook announces other tools as tools of a server by its name. */
function otherTool(tool: string): Subject {
  if (tool.startsWith('mcp_') || tool.includes('*')) {
    return { kind: 'unread', why: 'it does not part server and tool; name the server with mcpName' };
  }
  return { kind: 'call', servers: ['gemini'], tools: [tool] };
}

function textsOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : undefined;
}
