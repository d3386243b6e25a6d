/** Reads what `strace -f -y` prints: calls with their arguments, and the working folder of each process. */
import { resolve } from 'node:path/posix';

export interface Call {
  readonly pid: string;
  readonly name: string;
  /** Paths in the order of the arguments, absolute. */
  readonly paths: readonly string[];
  /** The arguments as they were printed. */
  readonly text: string;
  /** Whether it did what it was asked. */
  readonly done: boolean;
  /** Why not, by the system's name for it. */
  readonly error?: string;
  /** What it opened, whatever links led there. */
  readonly opened?: string;
}

/**
 * In UTF-16 code units: a call may be printed on two lines. Commands can write into the record, so each expression below
 * takes time by the length alone, whatever stands there.
 */
export const TRACE_LINE_LENGTH_MAX = 1 << 16;
const CALL_LENGTH_MAX = 2 * TRACE_LINE_LENGTH_MAX;
const LINE = /^(\d{1,10})\s+([^]*)$/u;
const UNFINISHED = ' <unfinished ...>';
const RESUMED = /^<\.\.\. \w+ resumed>/u;
const CALL = /^(\w+)\((.*)\)\s+= (-?\d+)(?:<((?:[^>\\]|\\.)*)>)?(?: (E[A-Z0-9]+))?/u;
/**
 * A folder that the next name is relative to, or a name: `AT_FDCWD</work>`, `3</work/dir>`, `"name"`. In a folder,
 * `strace` escapes both brackets; a name without end goes up to the end, so that no other is sought in it.
 */
const ARGUMENT = /(?:AT_FDCWD|\b\d+)<((?:[^<>\\]|\\[^])*)>|"((?:[^"\\]|\\[^])*)(?:"|\\?$)/gu;
const FORKS = new Set(['clone', 'clone3', 'fork', 'vfork']);

/** Every finished call, in order, of those that are not too long (`isRead`); `cwd` is where the first process starts. */
export function readTrace(trace: string, cwd: string): Call[] {
  const reader = new Reader(cwd);
  return trace.split('\n').flatMap((line) => reader.read(line));
}

/** Whether no line is other than `strace` would print it: too long to be read, or with a NUL, which it would escape. */
export function isRead(trace: string): boolean {
  return !trace.includes('\0') && trace.split('\n').every(({ length }) => length <= TRACE_LINE_LENGTH_MAX);
}

class Reader {
  readonly #start: string;
  readonly #folders = new Map<string, string>();
  readonly #pending = new Map<string, string>();
  /** The process that forked last: a new one may be heard of before the fork has returned. */
  #forking = '';

  constructor(start: string) {
    this.#start = start;
  }

  read(line: string): Call[] {
    const [, pid = '', rest = ''] = LINE.exec(line) ?? [];
    const text = (this.#pending.get(pid) ?? '') + rest.replace(RESUMED, '');
    this.#pending.delete(pid);
    if (text.length > CALL_LENGTH_MAX) return [];
    if (FORKS.has(/^\w*/u.exec(text)?.[0] ?? '')) this.#forking = pid;
    if (text.endsWith(UNFINISHED)) {
      this.#pending.set(pid, text.slice(0, -UNFINISHED.length));
      return [];
    }
    const [, name = '', words = '', result = '-1', opened, error] = CALL.exec(text) ?? [];
    if (name === '') return [];
    const call = this.#call(pid, name, words, Number(result));
    return [
      { ...call, ...(error !== undefined && { error }), ...(opened !== undefined && { opened: unescaped(opened) }) },
    ];
  }

  #call(pid: string, name: string, text: string, result: number): Call {
    const cwd = this.#folderOf(pid);
    const done = result >= 0;
    const paths = pathsOf(name, text, cwd);
    if (done && (name === 'chdir' || name === 'fchdir')) this.#folders.set(pid, paths[0] ?? cwd);
    if (done && FORKS.has(name) && !this.#folders.has(String(result))) this.#folders.set(String(result), cwd);
    return { pid, name, paths, text, done };
  }

  #folderOf(pid: string): string {
    const known = this.#folders.get(pid);
    if (known !== undefined) return known;
    const folder = this.#folders.get(this.#forking) ?? this.#start;
    this.#folders.set(pid, folder);
    return folder;
  }
}

/** Names are taken relative to the folder argument right before them, else to the working folder. */
function pathsOf(name: string, text: string, cwd: string): string[] {
  const paths: string[] = [];
  let base: string | undefined;
  for (const [, folder, word] of name === 'execve'
    ? [...text.matchAll(ARGUMENT)].slice(0, 1)
    : text.matchAll(ARGUMENT)) {
    if (folder !== undefined) {
      if (base !== undefined) paths.push(base);
      base = unescaped(folder);
    } else {
      // The target of a symbolic link is a text, not a place.
      paths.push(resolve(base ?? cwd, unescaped(word ?? '')));
      base = undefined;
    }
  }
  return base === undefined ? paths : [...paths, base];
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' };

function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{1,3}|.)/gu, (_, code: string) =>
    /^[0-7]/u.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPES[code] ?? code),
  );
}
