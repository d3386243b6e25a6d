/**
 * A throw-away home, work folder and program folder, and a user without rights: where agents run, nothing else can be
 * written, even if a gate let everything through.
 */
import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The user `nobody` of Debian, for root; anybody else runs agents as himself, in the throw-away home. */
const NOBODY = 65_534;
const OUTPUT_LENGTH_MAX = 1 << 20;
const MARK = 'CAPGATE_REAL_WORLD';
const PASSES_MAX = 100;

export interface Ended {
  /** -1 where it was ended by a signal. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly hasTimedOut: boolean;
}

export class World {
  /** Those that were not closed yet. */
  static readonly open = new Set<World>();

  readonly folder = mkdtempSync(join(tmpdir(), 'capgate-real-'));
  readonly home = join(this.folder, 'home');
  readonly work = join(this.home, 'work');
  readonly #path: string;
  readonly #mark = randomUUID();
  readonly #user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

  /** `node` is the Node that programs in it find. */
  constructor(node: string) {
    this.#path = `${dirname(node)}:/usr/local/bin:/usr/bin:/bin`;
    chmodSync(this.folder, 0o755);
    for (const folder of [this.home, this.work, join(this.folder, 'tmp')]) mkdirSync(folder, { mode: 0o700 });
    this.hand();
    World.open.add(this);
  }

  /** Writes a file of the user, with the folders above it; `path` is relative to the home. */
  write(path: string, content: string | object, mode = 0o600): string {
    const file = join(this.home, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2), { mode });
    return file;
  }

  /** Makes everything in it the user's own. */
  hand(): void {
    const { uid, gid } = this.#user;
    if (uid === undefined || gid === undefined) return;
    const handed = (path: string): void => {
      // What is a link is handed over, not what it leads to.
      lchownSync(path, uid, gid);
      if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) handed(join(path, name));
    };
    for (const name of readdirSync(this.folder)) handed(join(this.folder, name));
  }

  /** Starts a program as the user, in the work folder, with nothing of this process's environment. */
  start(argv: readonly string[], env: Readonly<Record<string, string>>, stdio: StdioOptions): ChildProcess {
    const [program = '', ...words] = argv;
    return spawn(program, words, {
      cwd: this.work,
      env: {
        PATH: this.#path,
        HOME: this.home,
        TMPDIR: join(this.folder, 'tmp'),
        LANG: 'C.UTF-8',
        [MARK]: this.#mark,
        ...env,
      },
      stdio,
      ...this.#user,
    });
  }

  /** Runs a program to its end, or until the time is over. */
  async run(argv: readonly string[], env: Readonly<Record<string, string>>, timeoutMs: number): Promise<Ended> {
    const child = this.start(argv, env, ['ignore', 'pipe', 'pipe']);
    let hasTimedOut = false;
    const timer = setTimeout(() => {
      hasTimedOut = true;
      this.endAll();
    }, timeoutMs);
    const [stdout, stderr] = [kept(child.stdout), kept(child.stderr)];
    const status = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? -1));
    });
    clearTimeout(timer);
    return { status, stdout: stdout(), stderr: stderr(), hasTimedOut };
  }

  /** Ends what was started here, also what has left its parents: it bears this world's mark in its environment. */
  endAll(): void {
    // One that is seen may have started another meanwhile.
    for (let pass = 0; pass < PASSES_MAX; pass++) {
      const own = readdirSync('/proc').filter((pid) => environmentOf(pid).includes(`${MARK}=${this.#mark}`));
      if (own.length === 0) return;
      for (const pid of own) end(Number(pid));
    }
  }

  close(): void {
    World.open.delete(this);
    this.endAll();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What was read so far. */
function kept(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.on('data', (chunk) => {
    if (text.length < OUTPUT_LENGTH_MAX) text += String(chunk);
  });
  return () => text;
}

/** Empty where the process has gone or is somebody else's. */
function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
