/** `capgate explain`. */
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { ExitStatus, type Io } from '../io.ts';
import { hanging } from '../layout.ts';
import { columnsOf, type Paint, paintFor } from '../style.ts';
import { nearest } from '../suggestion.ts';
import { clipped, quoted, visibleJson } from '@capgate/base';
import { type Topic, topics, topicsOf } from './topics.ts';

const LABEL_COLUMNS = 15;

export async function run(args: Arguments, io: Io): Promise<number> {
  const code = args.operands[0];
  if (args.has('list') === (code !== undefined)) throw args.misuse('expected either a CODE or --list');
  const found = code === undefined ? topics() : explained(code);
  const show = code === undefined ? list : pages;
  const text = args.has('json')
    ? `${visibleJson(found)}\n`
    : show(found, columnsOf(io.stdout), paintFor(io.stdout, io.env));
  await io.stdout.write(text);
  return ExitStatus.OK;
}

function explained(code: string): Topic[] {
  const found = topicsOf(code);
  if (found.length > 0) return found;
  const meant = nearest(
    code,
    topics().map((topic) => topic.code),
  );
  const hint = meant === undefined ? '; capgate explain --list shows all' : `; did you mean ${meant}?`;
  throw new CliError('USAGE', `expected a code that answers use, met ${quoted(code)}${hint}`);
}

function pages(found: readonly Topic[], columns: number, paint: Paint): string {
  return `${found.map((topic) => textOf(topic, columns, paint)).join('\n\n')}\n`;
}

function textOf({ code, kind, says, facts }: Topic, columns: number, paint: Paint): string {
  const title = `${paint('bold', clipped(code))} (${kind})`;
  const lines = Object.entries(facts).flatMap(([name, text]) => hanging(name.padEnd(LABEL_COLUMNS), text, columns));
  return [title, ...hanging('', clipped(says), columns), ...lines].join('\n');
}

function list(found: readonly Topic[], columns: number, paint: Paint): string {
  const kinds = Map.groupBy(found, ({ kind }) => kind);
  const sections = [...kinds].map(([kind, members]) => {
    const width = Math.max(...members.map(({ code }) => code.length)) + 2;
    const lines = members.flatMap(({ code, says }) => hanging(`  ${code.padEnd(width)}`, says, columns));
    return [paint('bold', kind), ...lines].join('\n');
  });
  return `${sections.join('\n\n')}\n`;
}
