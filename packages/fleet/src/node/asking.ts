/** Questions and answers by a carrier. */
import type { Batch } from '../evidence/batch.ts';
import type { Carrier } from './carrier.ts';
import { decodeAnswer, encodeQuestion, type Question } from './questions.ts';

/** Rejects with `FleetError` UNREACHABLE where no answer comes, and FORM where it is none. */
export async function askedOf(
  carrier: Pick<Carrier, 'ask'>,
  node: string,
  question: Question,
): Promise<readonly Batch[]> {
  return decodeAnswer(await carrier.ask(node, encodeQuestion(question)));
}
