/** `capgate check`. */
import { createContext, type Explanation, explain, type VerdictName } from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { columnsOf, paintFor } from '../style.ts';
import { visibleJson } from '@capgate/base';
import { actionOf, textOf } from './action.ts';
import { circumstances } from './circumstances.ts';
import { report } from './report.ts';

const STATUS: Readonly<Record<VerdictName, number>> = {
  allow: ExitStatus.OK,
  ask: ExitStatus.ASK,
  deny: ExitStatus.DENY,
};

export async function run(args: Arguments, io: Io): Promise<number> {
  if (args.has('jsonl')) {
    const jsonl = await import('./jsonl.ts');
    return jsonl.run(args, io);
  }
  const action = await actionOf(args, io);
  const explanation = explain(action, createContext(await circumstances(args, io)));
  const text = args.has('json')
    ? `${visibleJson(asJson(explanation))}\n`
    : report(textOf(action), explanation, columnsOf(io.stdout), paintFor(io.stdout, io.env));
  await io.stdout.write(text);
  return STATUS[explanation.verdict];
}

/** What is not there is null, not left out: the keys are always the same. */
function asJson(explanation: Explanation): object {
  return {
    ...explanation,
    effects: explanation.effects.map((effect) => ({ ...effect, target: effect.target ?? null })),
    alternative: explanation.alternative ?? null,
  };
}
