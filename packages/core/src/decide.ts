/** The decision: what would this action do, and may it? Pure and total. */
import type { Action } from './action.ts';
import type { Context } from './context.ts';
import type { Decision } from './decision.ts';
import type { Risk } from './descriptor/capabilities.ts';
import { commandHash, commandHashOfUnits } from './descriptor/md5.ts';
import { utf8Length, utf8LengthOfUnits } from './descriptor/utf8.ts';
import { NONE } from './knowledge/assessment.ts';
import { tables } from './knowledge/catalogue.ts';
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
  const { frames } = assessment;
  const frame = assessment.riskiestFrame;
  const node = frames.count === 0 ? NONE : (frames.node[frame] as number);
  const known = node > 0;
  return {
    verdict: answeredVerdict(answer),
    judged: judgedVerdict(answer),
    risk: assessment.risk as Risk,
    flags: ((1 << assessment.risk) | assessment.capabilities) >>> 0,
    commandHash: known ? tables.field(node, NodeField.HASH) >>> 0 : unknownHash(action, context, frame),
    commandLength: known ? tables.field(node, NodeField.FULL_LENGTH) : unknownLength(action, context, frame),
  };
}

/** Hash of a name that the tables don't hold: the command word without its path, or the kind of action. */
function unknownHash(action: Action, context: Context, frame: number): number {
  if (!isAction(action) || action.kind !== 'command') return commandHash(actionName(action));
  const { frames, reading } = context.assessment;
  const word = frames.count === 0 ? NONE : (frames.word[frame] as number);
  if (word === NONE) return EMPTY_NAME_HASH;
  const start = (reading.words.textStart[word] as number) + (frames.nameStart[frame] as number);
  return commandHashOfUnits(reading.units, start, reading.words.textEnd[word] as number);
}

const EMPTY_NAME_HASH: number = commandHash('');

function unknownLength(action: Action, context: Context, frame: number): number {
  if (!isAction(action) || action.kind !== 'command') return Math.min(MAX_LENGTH_BYTES, utf8Length(actionName(action)));
  const { frames, reading } = context.assessment;
  const word = frames.count === 0 ? NONE : (frames.word[frame] as number);
  if (word === NONE) return 0;
  const start = (reading.words.textStart[word] as number) + (frames.nameStart[frame] as number);
  return Math.min(MAX_LENGTH_BYTES, utf8LengthOfUnits(reading.units, start, reading.words.textEnd[word] as number));
}
