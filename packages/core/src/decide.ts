/** The decision: what would this action do, and may it? Pure and total. */
import type { Action } from './action.ts';
import type { Context } from './context.ts';
import type { Decision } from './decision.ts';
import type { Risk } from './descriptor/capabilities.ts';
import { addTextToName, beginName, endName, nameBytes } from './descriptor/md5.ts';
import { type Assessment, NONE } from './knowledge/assessment.ts';
import { tables } from './knowledge/tables/catalogue.ts';
import { addCommandName, hasCanonicalName } from './knowledge/arguments/command-name.ts';
import { actionName, assessAction, isAction } from './knowledge/fronts.ts';
import type { Contents } from './knowledge/flows/session-files.ts';
import { NodeField } from './knowledge/tables/tables.ts';
import { answeredVerdict, judge, judgedVerdict } from './policy/index.ts';

const MAX_LENGTH_BYTES = 0xffff;

/** Stands for what is no action, where rules ask for its kind. */
export const UNREADABLE: Action = { kind: 'command', command: '' };

/**
 * Decides one action. Never throws, whatever the action holds, and takes time linear in its size.
 * The context's `assessment` then holds what was found, until the next decision with that context.
 *
 * `contents`, in a context that `followsFiles`: files that the session wrote earlier. What of them the action runs is
 * read as the code of whoever runs it.
 */
export function decide(action: Action, context: Context, contents?: Contents): Decision {
  const { assessment, assessor, bound } = context;
  assessAction(assessor, action, contents);
  const answer = judge(assessment, bound, isAction(action) ? action : UNREADABLE);
  const node = namedNode(assessment, action);
  if (node < 0) hashName(assessment, action);
  return {
    verdict: answeredVerdict(answer),
    judged: judgedVerdict(answer),
    risk: assessment.risk as Risk,
    flags: ((1 << assessment.risk) | assessment.capabilities) >>> 0,
    commandHash: (node < 0 ? endName() : tables.field(node, NodeField.HASH)) >>> 0,
    commandLength: node < 0 ? Math.min(MAX_LENGTH_BYTES, nameBytes()) : tables.field(node, NodeField.FULL_LENGTH),
  };
}

/** The node whose canonical name the riskiest command bears, or -1: then its name is to be hashed. */
function namedNode(assessment: Assessment, action: Action): number {
  const { frames, riskiestFrame } = assessment;
  if (!isCommand(action) || frames.count === 0) return NONE;
  const node = frames.node(riskiestFrame);
  return node > 0 && hasCanonicalName(tables, assessment, riskiestFrame) ? node : NONE;
}

/** Gives the action's name to be hashed. */
function hashName(assessment: Assessment, action: Action): void {
  beginName();
  if (!isCommand(action)) addTextToName(actionName(action));
  else if (assessment.frames.count > 0) addCommandName(assessment, assessment.riskiestFrame);
}

function isCommand(action: Action): boolean {
  return isAction(action) && action.kind === 'command';
}
