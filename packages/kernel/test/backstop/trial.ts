/** A folder to try things in, as a session has it, and the same command run there confined and free. */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  confinementOf,
  type Confined,
  type ConfinedCommand,
  landlockVersion,
  listingOf,
  type Mask,
  NotifyHolding,
  type Place,
  startAnswered,
  startConfined,
} from '@capgate/kernel';

export const NOBODY = 65_534;

/** Whose rights the command has beside the confinement: root's, or those of a user that owns the whole trial. */
export type User = 'root' | 'user';

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
}

/** Reads all but secrets, changes what is in the workspace and in temporary folders, connects anywhere. */
export const EVERYDAY: Mask = {
  id: 1n,
  riskMax: 4,
  forbidden: 0,
  read: new Set(['root', 'workspace', 'temporary', 'home', 'system', 'gate']),
  write: new Set(['workspace', 'temporary']),
  remove: new Set(['workspace', 'temporary']),
  connect: new Set(['local', 'loopback', 'resolver', 'private', 'public']),
  controls: new Set(['foreign-exec']),
  observe: false,
};

/** `python3 calls.py NUMBER ARGUMENT…`: a call by its number; prints what it gave, or the name of its error. */
const CALLS = `
import ctypes, errno, sys
libc = ctypes.CDLL(None, use_errno=True)
words = [ctypes.create_string_buffer(256) if word == 'memory' else ctypes.c_long(int(word, 0)) for word in sys.argv[1:]]
result = libc.syscall(*words)
print(errno.errorcode[ctypes.get_errno()] if result == -1 else 'done')
`;

export class Trial {
  readonly folder: string;
  readonly workspace: string;
  readonly home: string;
  readonly places: readonly Place[];
  readonly #user: User;
  readonly #ids: { readonly uid: number; readonly gid: number } | undefined;
  readonly #holding: NotifyHolding | undefined;

  /** `answers`: under a thread that answers as well, as without root. */
  constructor(user: User, tier?: 'answers') {
    this.#user = user;
    this.#ids = user === 'user' && process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;
    this.#holding = tier === undefined ? undefined : new NotifyHolding();
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'capgate-confined-')));
    this.workspace = this.#make('workspace');
    this.home = this.#make('home');
    this.#make('tmp');
    this.#make('home/.ssh');
    this.#make('home/.gate');
    this.write('home/.ssh/id_test', 'a secret\n');
    this.write('home/.gate/policy.yaml', 'version: 1\n');
    this.write('home/notes', 'written by a person\n');
    this.write('workspace/work', 'written by an agent\n');
    this.write('workspace/calls.py', CALLS);
    this.#own(this.folder);
    this.places = [
      { path: '/', scope: 'root' },
      ...['/dev/null', '/dev/zero', '/dev/tty', '/dev/ptmx', '/dev/pts', '/dev/shm', '/dev/random', '/dev/urandom'].map(
        (path): Place => ({ path, scope: 'temporary' }),
      ),
      { path: this.home, scope: 'home' },
      { path: this.workspace, scope: 'workspace' },
      { path: join(this.folder, 'tmp'), scope: 'temporary' },
      { path: join(this.home, '.ssh'), scope: 'credentials' },
      { path: join(this.home, '.gate'), scope: 'gate' },
    ];
  }

  /** Its environment: nothing of this machine's user. */
  get env(): Record<string, string> {
    return {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: this.home,
      TMPDIR: join(this.folder, 'tmp'),
      LC_ALL: 'C.UTF-8',
    };
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
    this.#own(this.path(name));
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** A copy: this machine's user may not let others to its own. */
  node(): string {
    const path = this.path('tmp/node');
    copyFileSync(process.execPath, path);
    return path;
  }

  /** The words, without any confinement. */
  free(...[command = '', ...args]: string[]): Outcome {
    const { status, signal, stdout, stderr } = spawnSync(command, args, {
      cwd: this.workspace,
      env: this.env,
      encoding: 'utf8',
      ...this.#ids,
    });
    return { code: status, signal, out: stdout + stderr };
  }

  confined(...words: string[]): Promise<Outcome> {
    return this.confinedBy(EVERYDAY, ...words);
  }

  async confinedBy(mask: Mask, ...words: string[]): Promise<Outcome> {
    const path = this.path('output');
    const fd = openSync(path, 'w+');
    try {
      const { exited } = await this.start(words, { stdio: [0, fd, fd] }, mask);
      const { code, signal } = await exited;
      return { code, signal, out: readFileSync(path, 'utf8') };
    } finally {
      closeSync(fd);
    }
  }

  async start(
    [command = '', ...args]: readonly string[],
    options: Pick<ConfinedCommand, 'stdio' | 'beforeStart' | 'user'> = {},
    mask: Mask = EVERYDAY,
  ): Promise<Confined> {
    const user = this.#ids === undefined ? {} : { user: { ...this.#ids, groups: [] } };
    const asked = { command, args, cwd: this.workspace, env: this.env, ...user, ...options };
    const confine = (tier?: 'notify') => confinementOf(this.places, mask, landlockVersion(), listingOf, tier);
    if (this.#holding === undefined) return startConfined({ ...asked, confinement: confine() });
    const { confined } = await startAnswered(this.#holding, mask, { ...asked, confinement: confine('notify') });
    return confined;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #make(name: string): string {
    mkdirSync(this.path(name));
    return this.path(name);
  }

  /** Gives what was made there to the user. */
  own(name: string): void {
    this.#own(this.path(name));
  }

  #own(path: string): void {
    if (this.#user !== 'user') return;
    if (this.#ids === undefined) return;
    const { uid, gid } = this.#ids;
    lchownSync(path, uid, gid);
    if (!lstatSync(path).isDirectory()) return;
    for (const entry of readdirSync(path, { recursive: true, withFileTypes: true }))
      lchownSync(join(entry.parentPath, entry.name), uid, gid);
  }
}
