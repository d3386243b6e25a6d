/** What a simulation ends in: plain values alone, so that it is written as it is. */
import type { LyingRecord } from './lying.ts';
import type { FleetShape, WindowStep } from './fleet.ts';

export interface SimulationRecord {
  /** Nothing in it was seen of real agents. */
  readonly simulated: true;
  readonly asked: SimulationOptions;
  readonly shape: FleetShape;
  readonly agents: number;
  readonly windowMs: number;
  /** Of agents of each kind, before the first window. */
  readonly learned: { readonly agents: number; readonly windows: number; readonly ms: number };
  readonly windows: readonly WindowRecord[];
  readonly turned: { readonly count: number; readonly pace: number; readonly attacks: readonly AttackRecord[] };
  /** Agents that were not turned and were found all the same. */
  readonly falseFindings: number;
  readonly whole: readonly WholeRecord[];
  readonly detection: DetectionRecord;
  readonly lying: LyingRecord;
  readonly limits: readonly string[];
}

export interface SimulationOptions {
  /** From 1 to 1,000,000. */
  readonly agents: number;
  readonly windows: number;
  readonly seed: number;
  /** How many of the agents are turned before the first window. */
  readonly turned: number;
}

interface Work {
  readonly count: number;
  readonly ms: number;
}

export interface WindowRecord {
  readonly ms: number;
  /** What agents do, drawn and counted; then the steps of the fleet, which come to `ms` together with it. */
  readonly steps: Readonly<Record<WindowStep | 'acting', number>>;
  /** Of all steps. */
  readonly signing: Work;
  readonly checking: Work;
  readonly hashing: Work;
  readonly agentsPerSecond: number;
  readonly memoryBytes: number;
  /** Agents that were found, put into quarantine, or held back for a person, for the first time. */
  readonly findings: number;
  readonly quarantines: number;
  readonly held: number;
  /** What nodes have refused; openings that held, and that did not. */
  readonly refused: number;
  readonly opened: number;
  readonly broken: number;
}

export interface AttackRecord {
  readonly attack: string;
  readonly agents: number;
  /** Of them, how many were found by the end of each window. */
  readonly found: readonly number[];
  readonly quarantined: readonly number[];
}

/** Of a cohort, what the first hub works out of all nodes. */
export interface WholeRecord {
  readonly cohort: string;
  readonly nodes: number;
  readonly agents: number;
  /** Kinds of counts that are not 0, in events a window, with the standard deviation of agents. */
  readonly places: readonly { readonly name: string; readonly location: number; readonly scatter: number }[];
}

export interface DetectionRecord {
  readonly agents: number;
  readonly windows: number;
  readonly curves: readonly {
    readonly attack: string;
    readonly points: readonly {
      readonly pace: number;
      /** Of `agents`, how many were found within `windows`. */
      readonly found: number;
      /** Windows until half of them, and 99 of 100, were found; null where they were not. */
      readonly half: number | null;
      readonly nearlyAll: number | null;
    }[];
  }[];
}
