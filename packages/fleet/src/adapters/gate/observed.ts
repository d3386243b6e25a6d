/** What a window takes of a decision, out of the record that the gate makes of it. */
import type { Extension } from '@capgate/gate';
import { RISKS, VERDICTS } from '@capgate/core';
import { REACHED_SCOPES, type ReachedScope } from '../../behaviour/features.ts';
import type { Observed } from '../../behaviour/windows.ts';

export type DecisionMade = Parameters<NonNullable<Extension['onDecision']>>[0];

/** Where the descriptor's hexadecimal digits have the hash and the flags (`spec/descriptor.md`). */
const [HASH_AT, FLAGS_AT, WORD_DIGITS] = [12, 20, 8];
const SCOPE_BITS = new Map<string, number>(REACHED_SCOPES.map((scope: ReachedScope, i) => [scope, 1 << i]));

/** One for all decisions of a gate, filled anew for each: whoever is given it takes what it wants at once. */
export class ObservedDecision implements Observed {
  flags = 0;
  risk = 0;
  verdict = 0;
  scopes = 0;
  tool = 0;

  fill({ descriptor, risk, judged, scopes }: DecisionMade): this {
    this.flags = wordAt(descriptor, FLAGS_AT);
    this.tool = wordAt(descriptor, HASH_AT);
    this.risk = RISKS.indexOf(risk);
    this.verdict = VERDICTS.indexOf(judged);
    this.scopes = 0;
    if (scopes !== undefined) for (const scope of scopes) this.scopes |= SCOPE_BITS.get(scope) ?? 0;
    return this;
  }
}

/** Eight small hexadecimal digits as an unsigned number of 32 bits. */
function wordAt(digits: string, at: number): number {
  let word = 0;
  for (let i = at; i < at + WORD_DIGITS; i++) {
    const code = digits.charCodeAt(i);
    word = (word << 4) | (code < 0x3a ? code - 0x30 : code - 0x57);
  }
  return word >>> 0;
}
