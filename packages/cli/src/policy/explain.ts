/** `capgate policy explain`. */
import type { Conditions, PolicyDocument, Rule } from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { hanging } from '../layout.ts';
import { columnsOf, type Paint, paintFor } from '../style.ts';
import { clipped, visibleJson } from '@capgate/base';
import { type PolicyFile, readPolicyFiles } from './files.ts';

/** What a document means beyond its rules; the same for all. */
const ORDER =
  'Within a layer deny goes before ask, and ask before allow. What the organisation says cannot be widened below it, and the gate itself is denied whatever a rule says. Where no rule speaks, the mode does.';

export async function run(args: Arguments, io: Io): Promise<number> {
  const files = await readPolicyFiles(args, args.operands, io);
  await io.stdout.write(
    args.has('json') ? `${visibleJson(files)}\n` : textOf(files, columnsOf(io.stdout), paintFor(io.stdout, io.env)),
  );
  return ExitStatus.OK;
}

function textOf(files: readonly PolicyFile[], columns: number, paint: Paint): string {
  const sections = files.map((file) => fileLines(file, columns, paint).join('\n'));
  return `${[...sections, hanging('', ORDER, columns).join('\n')].join('\n\n')}\n`;
}

function fileLines({ layer, path, document }: PolicyFile, columns: number, paint: Paint): string[] {
  const title = paint('bold', `${layer}: ${clipped(path)}`);
  return [title, modeLine(document), ...document.rules.flatMap((rule) => ruleLines(rule, columns, paint))];
}

function modeLine({ mode }: PolicyDocument): string {
  return mode === undefined ? '  says nothing about the mode' : `  sets mode ${mode}`;
}

function ruleLines({ id, verdict, reason, when, except }: Rule, columns: number, paint: Paint): string[] {
  const colour = { allow: 'green', ask: 'yellow', deny: 'red' } as const;
  const [head = '', ...rest] = hanging(`  ${verdict.padEnd(5)}  `, inWords(when), columns);
  return [
    `  ${paint('bold', clipped(id))}`,
    head.replace(verdict, paint(colour[verdict], verdict)),
    ...rest,
    ...except.flatMap((conditions) => hanging('         except ', inWords(conditions), columns)),
    ...(reason === undefined ? [] : hanging('         because ', clipped(reason, 1000), columns)),
  ];
}

/** `tool is git or hg, and risk is HIGH`. */
function inWords(conditions: Conditions): string {
  const parts = Object.entries(conditions).map(
    ([name, values]) => `${name} is ${(values as readonly string[]).join(' or ')}`,
  );
  return clipped(parts.length === 0 ? 'whatever is done' : parts.join(', and '), 4000);
}
