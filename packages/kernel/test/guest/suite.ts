/** Checks that run on this kernel, as tests, and on that of a guest. */

export interface Check {
  /** The fact that holds, as the name of its test. */
  readonly name: string;
  /** Throws where it does not; `node:assert` does. What it returns is waited for. */
  readonly run: () => unknown;
}

/** What a module exports as its default, so that a guest can load it from there. */
export interface Suite {
  /** Of its own among those that run together. */
  readonly name: string;
  /** `import.meta.url` of the module. */
  readonly url: string;
  /** In their order, one after the other; each with a name of its own. */
  readonly checks: readonly Check[];
  /** Once before the first check; all of them fail where it throws. */
  readonly before?: () => unknown;
  /** Once after the last one. */
  readonly after?: () => unknown;
}

/** What a check came to. */
export interface Outcome {
  readonly suite: string;
  readonly check: string;
  readonly durationMs: number;
  /** Absent where the check holds. */
  readonly failure?: { readonly message: string; readonly stack: string };
}
