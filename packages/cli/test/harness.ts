/** Surroundings in memory, in which a test runs the program. */
import { main } from '../src/cli.ts';
import type { Clock } from '@capgate/base';
import type { Io, Output } from '../src/io.ts';

class MemoryOutput implements Output {
  text = '';
  closed = false;
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
  readonly #closeAfter: number;

  constructor(options: { readonly columns?: number; readonly closeAfter?: number } = {}) {
    this.isTerminal = options.columns !== undefined;
    this.columns = options.columns;
    this.#closeAfter = options.closeAfter ?? Number.POSITIVE_INFINITY;
  }

  async write(data: string | Uint8Array): Promise<void> {
    if (this.closed) return;
    this.text += typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
    this.closed = this.text.length > this.#closeAfter;
  }
}

export interface Surroundings {
  readonly input?: string | readonly Uint8Array[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly home?: string;
  readonly clock?: Clock;
  /** What is typed where a secret is asked for, one after the other; no terminal is there where absent. */
  readonly secrets?: readonly string[];
  /** What is typed where a line is asked for, one after the other; no terminal is there where absent. */
  readonly answers?: readonly string[];
  /** What a person makes of a text in an editor. */
  readonly edit?: (text: string) => string;
  /** Makes standard output a terminal of that width. */
  readonly columns?: number;
  /** Makes standard error a terminal of that width. */
  readonly errorColumns?: number;
  /** Characters after which nobody reads standard output any more. */
  readonly closeAfter?: number;
}

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function* chunksOf(input: string | readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* typeof input === 'string' ? [Buffer.from(input)] : input;
}

/** Runs `capgate` with these words. */
export async function capgate(argv: readonly string[], around: Surroundings = {}): Promise<Outcome> {
  const { columns, errorColumns, closeAfter, env = {}, cwd = '/home/dev/project', input = '' } = around;
  const stdout = new MemoryOutput({
    ...(columns === undefined ? {} : { columns }),
    ...(closeAfter === undefined ? {} : { closeAfter }),
  });
  const stderr = new MemoryOutput(errorColumns === undefined ? {} : { columns: errorColumns });
  const { clock, home = '/home/dev', secrets, answers, edit = (text) => text } = around;
  const typed = secrets?.values();
  const said = answers?.values();
  const io: Io = {
    stdin: chunksOf(input),
    stdout,
    stderr,
    env,
    cwd,
    home,
    platform: 'linux',
    ...(clock && { clock }),
    askSecret: async () => typed && Buffer.from(typed.next().value ?? ''),
    askLine: async () => said && (said.next().value ?? ''),
    edit: async (text) => edit(text),
  };
  const status = await main(argv, io);
  return { status, stdout: stdout.text, stderr: stderr.text };
}
