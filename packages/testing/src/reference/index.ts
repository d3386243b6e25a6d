/** The slow reference decision: clarity over speed, no tables. What `core` decides must be what this says. */
import type { Mode } from '../../../core/src/decision.ts';
import { Capability, CAPABILITY_MASK } from '../../../core/src/descriptor/capabilities.ts';
import { assess } from './assess.ts';
import { capabilitiesOf, type Effect, type Frame, riskOf } from './outline.ts';
import type { Folders } from './paths.ts';

export type { Folders } from './paths.ts';

export interface ReferenceDecision {
  readonly verdict: 'allow' | 'ask' | 'deny';
  /** 0 to 4. */
  readonly risk: number;
  readonly capabilities: number;
  /** `effect@place "target"`, sorted. */
  readonly effects: readonly string[];
  /** Full name of the riskiest command: canonical where known, else its command word without the path. */
  readonly name: string;
}

/** Decides a command line without rules, in strict or balanced mode. */
export function decideSlowly(commandLine: string, mode: Exclude<Mode, 'observe'>, folders: Folders): ReferenceDecision {
  const { frames, effects } = assess(commandLine, folders);
  const verdicts = effects.map((effect) => judged(mode, riskOf(effect), capabilitiesOf(effect)));
  return {
    verdict: verdicts.includes('deny') ? 'deny' : verdicts.includes('ask') ? 'ask' : 'allow',
    risk: Math.max(0, ...effects.map(riskOf)),
    capabilities: effects.reduce((all, effect) => all | capabilitiesOf(effect), 0) & CAPABILITY_MASK,
    effects: effects.map(({ name, place, target }) => `${name}@${place} ${JSON.stringify(target)}`).sort(),
    name: nameOf(riskiest(frames, effects)),
  };
}

/** What a mode says of one effect. */
function judged(mode: Exclude<Mode, 'observe'>, risk: number, capabilities: number): 'allow' | 'ask' | 'deny' {
  if ((capabilities & Capability.GATE_TAMPERING) !== 0) return 'deny';
  const { DYNAMIC, UNKNOWN_TOOL, UNPARSED, INFERRED } = Capability;
  const isUncertain = (capabilities & (DYNAMIC | UNKNOWN_TOOL | UNPARSED | INFERRED)) !== 0;
  switch (risk) {
    case 0:
      return mode === 'strict' && isUncertain ? 'ask' : 'allow';
    case 1:
    case 2:
      return mode === 'strict' ? 'ask' : 'allow';
    case 3:
      return 'ask';
    default:
      return 'deny';
  }
}

/** The first frame with the greatest risk. */
function riskiest(frames: readonly Frame[], effects: readonly Effect[]): Frame | undefined {
  const risks = frames.map((frame) => Math.max(0, ...effects.filter((effect) => effect.frame === frame).map(riskOf)));
  return frames[risks.indexOf(Math.max(...risks))];
}

function nameOf(frame: Frame | undefined): string {
  return frame === undefined ? '' : [frame.name, ...frame.nameWords].join(' ');
}
