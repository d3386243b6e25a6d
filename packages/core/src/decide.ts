/** The decision: what would this action do, and may it? Pure and total. */
import type { Action } from './action.ts';
import type { Context } from './context.ts';
import type { Decision } from './decision.ts';
import type { Risk } from './descriptor/capabilities.ts';
import { commandHash, commandHashOfUnits } from './descriptor/md5.ts';
import { utf8Length, utf8LengthOfUnits } from './descriptor/utf8.ts';
import { NONE } from './knowledge/assessment.ts';
import { tables } from './knowledge/catalogue.ts';
import { hasCanonicalName, writeCommandName } from './knowledge/command-name.ts';
import { actionName, assessAction, isAction } from './knowledge/fronts.ts';
import { NodeField } from './knowledge/tables.ts';
import { answeredVerdict, judge, judgedVerdict } from './policy/index.ts';

const MAX_LENGTH_BYTES = 0xffff;

/** Stands for what is no action, where rules ask for its kind. */
export const UNREADABLE: Action = { kind: 'command', command: '' };

/**
 * Decides one action. Never throws, whatever the action holds, and takes time linear in its size.
 * The context's `assessment` then holds what was found, until the next decision with that context.
 */
export function decide(action: Action, context: Context): Decision {
  const { assessment, assessor, bound } = context;
  assessAction(assessor, action);
  const answer = judge(assessment, bound, isAction(action) ? action : UNREADABLE);
  const frame = assessment.riskiestFrame;
  const isCommand = isAction(action) && action.kind === 'command';
  const node = isCommand && assessment.frames.count > 0 ? assessment.frames.node(frame) : NONE;
  const isCanonical = node > 0 && hasCanonicalName(tables, assessment, frame);
  const name = isCommand ? '' : actionName(action);
  const nameEnd = isCommand && !isCanonical && assessment.frames.count > 0 ? writeCommandName(assessment, frame) : -1;
  return {
    verdict: answeredVerdict(answer),
    judged: judgedVerdict(answer),
    risk: assessment.risk as Risk,
    flags: ((1 << assessment.risk) | assessment.capabilities) >>> 0,
    commandHash: isCanonical ? tables.field(node, NodeField.HASH) >>> 0 : hashOfName(context, name, nameEnd),
    commandLength: isCanonical ? tables.field(node, NodeField.FULL_LENGTH) : lengthOfName(context, name, nameEnd),
  };
}

/** Hash of a name that the tables don't hold: written behind the cooked text up to `nameEnd`, or, at -1, `name`. */
function hashOfName({ assessment: { reading } }: Context, name: string, nameEnd: number): number {
  return nameEnd < 0 ? commandHash(name) : commandHashOfUnits(reading.units, reading.unitCount, nameEnd);
}

function lengthOfName({ assessment: { reading } }: Context, name: string, nameEnd: number): number {
  const length = nameEnd < 0 ? utf8Length(name) : utf8LengthOfUnits(reading.units, reading.unitCount, nameEnd);
  return Math.min(MAX_LENGTH_BYTES, length);
}
