/** What the scripted model is asked and answers, whatever protocol it is spoken in. */

/** A tool that the model calls. */
export interface ToolCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface Asked {
  /** What the user's side has said. */
  readonly prompt: string;
  /** The names of the tools that the agent offers. */
  readonly tools: readonly string[];
  /** What came back from the tools that were called before, the oldest first. */
  readonly results: readonly string[];
  readonly isStreamed: boolean;
  /** Where a text must be JSON. */
  readonly wantsJson: boolean;
}

export type Answer =
  | { readonly kind: 'call'; readonly id: string; readonly call: ToolCall }
  | { readonly kind: 'text'; readonly text: string };

export interface StreamEvent {
  readonly name?: string;
  /** A text is sent as it is. */
  readonly data: object | string;
}

/** One protocol; pure. */
export interface Api {
  /** The paths that it answers, without their query. */
  readonly path: RegExp;
  read(body: Json, path: string): Asked;
  whole(answer: Answer): object;
  events(answer: Answer): readonly StreamEvent[];
}

/** A value out of a request: whatever is not there is undefined, and nothing throws. */
export class Json {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  at(name: string): Json {
    return new Json(isRecord(this.value) ? this.value[name] : undefined);
  }

  get list(): readonly Json[] {
    return Array.isArray(this.value) ? this.value.map((one) => new Json(one)) : [];
  }

  get text(): string {
    return typeof this.value === 'string' ? this.value : '';
  }

  /** A text as it is, anything else as JSON. */
  get shown(): string {
    return typeof this.value === 'string' ? this.value : (JSON.stringify(this.value) ?? '');
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
