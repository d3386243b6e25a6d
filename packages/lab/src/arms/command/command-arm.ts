/** An arm that is any program: asked and answered by lines of JSON, one question at a time. */
import { LabError } from '../../error.ts';
import type { Answer, Arm, Question } from '../arm.ts';
import { prepareStopwatch, stopwatch } from '../stopwatch.ts';
import { Program, type ProgramOptions } from './program.ts';
import { answerOf, questionLine, type Told } from './protocol.ts';

export interface CommandArmOptions extends ProgramOptions {
  /** How long it may take from its start to its first answer. */
  readonly startTimeoutMs: number;
}

/** What it is asked when it starts, so that no measurement has its start in it, and who does not answer is found out. */
const FIRST_QUESTION: Question = { command: 'true' };
const VERSION_LENGTH_MAX = 200;

/** Starts the program and asks it once. Rejects with `LabError` ARM where it does not answer. */
export async function openCommandArm(options: CommandArmOptions): Promise<Arm> {
  prepareStopwatch();
  const arm = new CommandArm(options);
  try {
    await arm.start(new AbortController().signal);
  } catch (error) {
    await arm.close();
    throw error;
  }
  return arm;
}

class CommandArm implements Arm {
  readonly #options: CommandArmOptions;
  #program: Program | undefined;
  #version: string | undefined;
  #lastId = 0;
  #isAsked = false;
  #isClosed = false;

  constructor(options: CommandArmOptions) {
    this.#options = options;
  }

  get facts(): Arm['facts'] {
    const { argv, variables } = this.#options;
    const [version, env] = [this.#version, Object.keys(variables).join(' ')];
    return { way: 'program', argv: JSON.stringify(argv), env, ...(version !== undefined && { version }) };
  }

  /** After a fault of the program, the next question starts it anew. */
  async answer(question: Question, signal: AbortSignal): Promise<Answer> {
    if (this.#isClosed) throw new LabError('ARM', 'expected an arm that is open, met one that was closed');
    if (this.#isAsked) throw new LabError('ARM', 'expected one question at a time, met a second; wait for the answer');
    this.#isAsked = true;
    try {
      if (this.#program === undefined) await this.start(signal);
      return await this.#ask(question, signal);
    } catch (error) {
      await this.#end(true);
      throw error;
    } finally {
      this.#isAsked = false;
    }
  }

  async start(signal: AbortSignal): Promise<void> {
    const { startTimeoutMs } = this.#options;
    this.#program = await Program.start(this.#options);
    const { raw } = await this.#ask(FIRST_QUESTION, AbortSignal.any([signal, AbortSignal.timeout(startTimeoutMs)]));
    const { version } = raw as { readonly version?: unknown };
    if (typeof version === 'string' && version.length <= VERSION_LENGTH_MAX) this.#version = version;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#end();
  }

  async #ask(question: Question, signal: AbortSignal): Promise<Told & { readonly latencyNs: number }> {
    const id = ++this.#lastId;
    const line = questionLine(id, question);
    const elapsed = stopwatch();
    const answer = await (this.#program as Program).ask(line, signal);
    const latencyNs = elapsed();
    return { ...answerOf(answer, id), latencyNs };
  }

  async #end(isBroken = false): Promise<void> {
    const program = this.#program;
    this.#program = undefined;
    await program?.end(isBroken);
  }
}
