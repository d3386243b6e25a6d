/** What one command may do beside its mask: acts at names that a person allowed it. */

export type FileAct = 'read' | 'write' | 'remove';

export interface Grant {
  /** Absolute. Nothing need be there yet. */
  readonly path: string;
  readonly acts: readonly FileAct[];
  /** Whether also at all that lies below it on the same mount. */
  readonly isBelow: boolean;
  /** Whether also of credentials and devices: where the path itself is one, or lies among them. */
  readonly isSecret: boolean;
}

/** What a tier knows of grants. */
export interface Grants {
  /** To the command of a control group. Answers the paths at which it gives nothing. */
  give(group: bigint, grants: readonly Grant[]): readonly string[];
  /** With the command they go. */
  takeBack(group: bigint): void;
  /** Those of commands that whoever held them left behind. */
  sweep(isHeld: (group: bigint) => boolean): void;
}

/** Of a tier whose programs hold no files: what lies under it holds them, and gives nothing back. */
export const NO_GRANTS: Grants = {
  give: (_group, grants) => grants.map(({ path }) => path),
  takeBack: () => {},
  sweep: () => {},
};
