/** What a decision looks like: the compact answer, and the explanation of it. */
import type { CapabilityName, Risk, RiskName } from './descriptor/capabilities.ts';
import type { EffectName } from './knowledge/vocabulary/effects.ts';
import type { PlaceName, ScopeName } from './knowledge/vocabulary/places.ts';

/** Verdicts in rising severity; the index is the number used on the hot path. */
export const VERDICTS = ['allow', 'ask', 'deny'] as const;
export type VerdictName = (typeof VERDICTS)[number];
/** 0 allow · 1 ask · 2 deny. */
export type Verdict = 0 | 1 | 2;
export const Verdict = { ALLOW: 0, ASK: 1, DENY: 2 } as const;

export const MODES = ['strict', 'balanced', 'observe'] as const;
export type Mode = (typeof MODES)[number];

/** The compact answer of `decide`. */
export interface Decision {
  readonly verdict: Verdict;
  /** What would have been answered: differs from `verdict` only in mode observe. */
  readonly judged: Verdict;
  readonly risk: Risk;
  /** Flags word of the descriptor: risk bit and capability bits, unsigned. */
  readonly flags: number;
  /** Command hash of the descriptor: that of the riskiest command's name. */
  readonly commandHash: number;
  /** Length of that name in UTF-8 bytes, saturated at 65,535. */
  readonly commandLength: number;
}

/** Half-open range of the command line in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ExplainedInvocation {
  /** Name as it is spelled, without its path and options (`git push` in `/usr/bin/git -C x push`). */
  readonly name: string;
  readonly known: boolean;
  readonly span: Span;
  /** Names of the wrappers it was found in, outermost first: `sudo`, `sh`. */
  readonly within: readonly string[];
  readonly risk: RiskName;
}

export interface ExplainedEffect {
  readonly effect: EffectName;
  /** The phrase with its target filled in: `deletes "/var/lib/postgresql" and everything below it`. */
  readonly message: string;
  /** The target, as it is written where a part is known only at run time (`$DIR/cache`). Control characters are escaped. */
  readonly target: string | undefined;
  readonly place: PlaceName;
  readonly scope: ScopeName;
  readonly risk: RiskName;
  readonly capabilities: readonly CapabilityName[];
  readonly span: Span;
  /** Index into `invocations`, or -1. */
  readonly invocation: number;
}

/** Why the verdict is what it is: effects or rules that demanded it, the most severe first. */
export interface Reason {
  /** An effect's name, or `policy.RULE-ID`, or a code of `explanations`. */
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  readonly advice?: string;
}

/** A reason with the verdict that it alone would get, as judged: mode observe allows it all the same. */
export interface Demand extends Reason {
  readonly verdict: VerdictName;
  readonly risk: RiskName;
}

export interface Explanation {
  readonly verdict: VerdictName;
  readonly judged: VerdictName;
  readonly mode: Mode;
  readonly risk: RiskName;
  readonly capabilities: readonly CapabilityName[];
  /** The descriptor, 24 bytes, in lower-case hexadecimal. */
  readonly descriptor: string;
  readonly unknown: boolean;
  /** Name that the descriptor's command hash is made of. */
  readonly command: string;
  readonly invocations: readonly ExplainedInvocation[];
  readonly effects: readonly ExplainedEffect[];
  /** Empty where the verdict is allow. */
  readonly reasons: readonly Reason[];
  /** What said so: `mode balanced`, or `rule ID of layer LAYER`. */
  readonly rule: string;
  /** A safer command line that this gate would allow or ask less about, where one is known. */
  readonly alternative: string | undefined;
}
