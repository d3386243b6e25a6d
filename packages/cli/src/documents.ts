/** From the text of a document that a person writes, to a plain object. What it means is for others to say. */
import { quoted } from '@capgate/base';
import { CliError } from './error.ts';

/** Bounds on files. YAML takes far longer to read than JSON: seconds for a megabyte made to be slow. */
export const MAX_JSON_BYTES = 1 << 24;
const MAX_YAML_LENGTH = 1 << 20;
/** Columns of indentation, compact forms such as `- - a` included: deeper ones exhaust the parser. */
const TOO_DEEP = /^[\t ?:-]{257}/mu;

/**
 * The plain object that `text` states: JSON where `path` ends in `.json`, else YAML 1.2 with its core schema and
 * nothing beyond it (no tags, no aliases, one document). Throws `CliError` INPUT.
 */
export async function parseDocument(text: string, path: string): Promise<unknown> {
  return path.endsWith('.json') ? parseJson(text, path) : parseYaml(text, path);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError('INPUT', `expected ${quoted(path)} to be JSON, met ${String(error)}`);
  }
}

async function parseYaml(text: string, path: string): Promise<unknown> {
  if (text.length > MAX_YAML_LENGTH) {
    const advice = 'split it, or write it as JSON';
    throw new CliError(
      'INPUT',
      `expected at most ${MAX_YAML_LENGTH} characters of YAML in ${quoted(path)}, met ${text.length}; ${advice}`,
    );
  }
  if (TOO_DEEP.test(text))
    throw new CliError('INPUT', `expected at most 256 columns of indentation in ${quoted(path)}, met more`);
  const { LineCounter, parseDocument: parseYamlDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseYamlDocument(text, {
    lineCounter,
    logLevel: 'error',
    prettyErrors: false,
    schema: 'core',
    version: '1.2',
  });
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault !== undefined) {
    const { line, col } = lineCounter.linePos(fault.pos[0]);
    throw new CliError('INPUT', `${quoted(path)}, line ${line}, column ${col}: ${fault.message}`);
  }
  return withoutAliases(() => document.toJS({ maxAliasCount: 0 }), path);
}

function withoutAliases(convert: () => unknown, path: string): unknown {
  try {
    return convert();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new CliError('INPUT', `expected no aliases (*name) in ${quoted(path)}, met one; write the value out`);
  }
}
