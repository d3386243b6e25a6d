/** Asking the person at the client, by the form that MCP calls an elicitation. */
import type { GateAnswer } from '../answer.ts';
import { reasonText } from '../answer.ts';
import { type JsonObject, type Message, objectAt, textAt } from './messages.ts';

export const ELICIT = 'elicitation/create';

/** Its key among the questions that a result asks (2026-07-28). */
const KEY = 'capgate';

const SCHEMA = {
  type: 'object',
  properties: {
    approve: { type: 'boolean', title: 'Let it run', description: 'Once, as it stands above', default: false },
  },
  required: ['approve'],
};

export interface AskedCall {
  readonly server: string;
  readonly tool: string;
}

/** The parameters of the question. */
export function questionOf({ server, tool }: AskedCall, answer: GateAnswer): JsonObject {
  return { message: `${tool} of ${server}: ${reasonText(answer)}`, requestedSchema: SCHEMA };
}

/** A result that asks, and is asked for again with the answer (2026-07-28). */
export function askingResult(question: JsonObject, requestState: string): JsonObject {
  const inputRequests = { [KEY]: { method: ELICIT, params: { mode: 'form', ...question } } };
  return { resultType: 'input_required', inputRequests, requestState };
}

/** The answer among those that a repeated request brings. */
export function answerIn(params: unknown): unknown {
  return objectAt(objectAt(params, 'inputResponses'), KEY);
}

/** Only a form that was sent with the box ticked is a yes. */
export function isYes(answer: unknown): boolean {
  return textAt(answer, 'action') === 'accept' && objectAt(answer, 'content')?.['approve'] === true;
}

/** What is said where no yes came. */
export function noYesText(answer: unknown): string {
  const action = textAt(answer, 'action');
  if (action === 'decline' || action === 'accept') return 'The person said no; nothing was run.';
  if (action === 'cancel') return 'The person did not answer; nothing was run.';
  return 'The client could ask nobody; nothing was run.';
}

/** Of a response to the question: what the person said, or nothing where the client could not ask. */
export function answerOf({ result }: Message): unknown {
  return result;
}
