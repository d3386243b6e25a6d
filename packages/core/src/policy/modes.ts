/**
 * Modes: what is answered about an effect when no rule says otherwise, from its risk and
 * capabilities alone.
 *
 * | risk               | balanced | strict                       |
 * |--------------------|----------|------------------------------|
 * | SAFE               | allow    | allow, ask where uncertain   |
 * | LOW, MEDIUM        | allow    | ask                          |
 * | HIGH               | ask      | ask                          |
 * | CRITICAL           | deny     | deny                         |
 *
 * Observe judges as balanced does and answers allow. Each column rises with the risk, and strict is
 * nowhere below balanced. Touching the gate itself is denied in every mode.
 */
import { Capability, type Risk } from '../descriptor/capabilities.ts';
import { type Mode, Verdict } from '../decision.ts';

const { ALLOW, ASK, DENY } = Verdict;

/** Capabilities under which even a SAFE effect is not known to be harmless. */
const UNCERTAIN_MASK: number = Capability.DYNAMIC | Capability.UNKNOWN_TOOL | Capability.UNPARSED | Capability.INFERRED;

/** Number of risk levels, and the distance between the two halves of a mode's table. */
const RISK_COUNT = 5;

const BALANCED: Uint8Array = Uint8Array.of(ALLOW, ALLOW, ALLOW, ASK, DENY, ALLOW, ALLOW, ALLOW, ASK, DENY);
const STRICT: Uint8Array = Uint8Array.of(ALLOW, ASK, ASK, ASK, DENY, ASK, ASK, ASK, ASK, DENY);

/**
 * A mode's verdicts by number: entry `risk` for effects without an uncertain capability, entry
 * `RISK_COUNT + risk` for those with one.
 */
export function modeTable(mode: Mode): Uint8Array {
  return mode === 'strict' ? STRICT : BALANCED;
}

/** What the table says about a risk and capabilities; a risk beyond the table is denied. */
export function tableVerdict(table: Uint8Array, risk: number, capabilities: number): Verdict {
  const half = (capabilities & UNCERTAIN_MASK) === 0 ? 0 : RISK_COUNT;
  return (table[half + risk] ?? DENY) as Verdict;
}

/** What `mode` judges about one effect, before observe turns the answer into allow. */
export function modeVerdict(mode: Mode, risk: Risk, capabilities: number): Verdict {
  if ((capabilities & Capability.GATE_TAMPERING) !== 0) return DENY;
  return tableVerdict(modeTable(mode), risk, capabilities);
}

const STRICTNESS: Readonly<Record<Mode, number>> = { observe: 0, balanced: 1, strict: 2 };

/** The stricter of two modes: strict over balanced over observe. */
export function stricterMode(one: Mode, other: Mode): Mode {
  return STRICTNESS[one] >= STRICTNESS[other] ? one : other;
}
