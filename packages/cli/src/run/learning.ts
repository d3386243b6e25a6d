/** What a session needed, written down once it has ended. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { quoted } from '@capgate/base';
import type { Identity, KernelEvent, Learned, Lesson, Place } from '@capgate/kernel';
import { CliError } from '../error.ts';
import { commandLine } from '../exec/quote.ts';
import { writeBytes } from '../files.ts';
import type { Io } from '../io.ts';
import type { Kernel } from './kernel.ts';
import { profileText } from './profile-file.ts';
import type { Ran } from './watched.ts';

export interface LearningParts {
  readonly kernel: Kernel;
  /** Where the profile goes. */
  readonly path: string;
  readonly places: readonly Place[];
  /** Who learns, where it is another than this process's user. */
  readonly other: Identity | undefined;
}

export class Learning {
  readonly #parts: LearningParts;
  readonly #learned: Learned;

  constructor(parts: LearningParts) {
    this.#parts = parts;
    this.#learned = new parts.kernel.Learned();
  }

  note(event: KernelEvent): void {
    this.#learned.add(event);
  }

  async write(operands: readonly string[], { holder, tally }: Ran, io: Io): Promise<void> {
    const { kernel, path, places } = this.#parts;
    const mounts = kernel.mountPoints(readFileSync('/proc/self/mountinfo', 'utf8'));
    const lesson = this.#learned.lesson({ mounts, places, exists: existsSync }, tally.lost);
    const hasFiles = holder.tier === 'lsm';
    const told = hasFiles ? lesson : withoutFiles(kernel, lesson);
    this.#put(await profileText(told, commandLine(operands), hasFiles), io);
    await io.stderr.write(`capgate: learned by ${holder.tier}, and written to ${quoted(path, 400)}: read it first\n`);
  }

  /** By a process of whoever learns: a name in their folders may lead anywhere, and root would go along. */
  #put(text: string, io: Io): void {
    const { path, other } = this.#parts;
    if (other === undefined) return writeBytes(io, path, Buffer.from(text));
    const { uid, gid } = other;
    const words = ['-c', 'cat > "$1"', 'sh', path];
    const { status, stderr } = spawnSync('/bin/sh', words, { uid, gid, cwd: io.cwd, input: text });
    if (status !== 0)
      throw new CliError('FILE', `expected that user ${uid} could write the profile, met ${String(stderr).trim()}`);
  }
}

/** Where nobody told of files, any session's own remain. */
function withoutFiles({ CHANGEABLE }: Kernel, { profile, unlearned }: Lesson): Lesson {
  return { profile: { ...profile, change: CHANGEABLE }, unlearned };
}
