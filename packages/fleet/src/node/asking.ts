/** Questions and answers by a carrier. */
import type { Batch } from '../evidence/batch.ts';
import { FleetError } from '../error.ts';
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

/** Where a node does not answer, or with what is no answer, it shows nothing; for `catch`. */
export function noneOf(error: unknown): readonly Batch[] {
  if (error instanceof FleetError) return [];
  throw error;
}
