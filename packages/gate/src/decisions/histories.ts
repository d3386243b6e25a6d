/**
 * What sessions wrote feeds what they may run: a file that a session's own action wrote, and a later one runs, is read at
 * that moment and judged with it. Files that no session wrote are never read.
 */
import { posix } from 'node:path';
import { BoundedMap, type Clock, fromUtf8, type SmallFiles, toHex } from '@capgate/base';
import { type Action, type Contents, type Context, decide, type Decision, type Runs, runsOf } from '@capgate/core';
import type { Primitives } from '@capgate/keys';
import type { JudgedFile } from '@capgate/store';
import { WrittenPaths } from './written-paths.ts';

/** Sessions whose files are remembered; the one that wrote longest ago is forgotten first. */
const SESSIONS_MAX = 2_000;
/** Files that are read for one action, each up to so many bytes; what is beyond counts as what cannot be read. */
export const FILES_MAX = 8;
export const FILE_BYTES_MAX = 256 << 10;
/** How deep scripts may run scripts. */
const DEPTH_MAX = 8;
/** Written files of the same name that are looked at for being the one that a link leads to. */
const LINKED_MAX = 32;
/** Longer paths are logged as their beginning. */
const LOGGED_LENGTH_MAX = 512;
/** What lies there is the system's, made as it is read. */
const UNREAD_FOLDERS: readonly string[] = ['/proc', '/sys', '/dev'];

export interface HistoryParts {
  readonly clock: Clock;
  readonly primitives: Primitives;
  readonly files: SmallFiles;
  /** The gate's own: nobody is told what is in them. */
  readonly gatePaths: () => readonly string[];
}

/** A decision with the files that were judged with it. */
export interface Judged {
  readonly decision: Decision;
  /** None where the action runs no file of its session. */
  readonly contents: Contents | undefined;
  readonly files: readonly JudgedFile[] | undefined;
}

export class Histories {
  readonly #parts: HistoryParts;
  readonly #bySession = new BoundedMap<string, WrittenPaths>(SESSIONS_MAX);

  constructor(parts: HistoryParts) {
    this.#parts = parts;
  }

  /** Decides with what the session of this key wrote. The context follows files, and holds the assessment then. */
  decide(action: Action, context: Context, session: string): Judged {
    const decision = decide(action, context);
    const written = this.#bySession.get(session);
    if (written === undefined) return { decision, contents: undefined, files: undefined };
    return this.#follow(action, context, written, decision);
  }

  /** The session has written these, or may have: an action that was not denied. */
  note(session: string, paths: readonly string[]): void {
    if (paths.length === 0) return;
    const written = this.#bySession.get(session) ?? new WrittenPaths();
    this.#bySession.renew(session, written);
    written.add(paths, this.#parts.clock.monotonicMs());
  }

  /** What was judged once, read again; `changed`: of these files it is no longer what it was. */
  again(files: readonly JudgedFile[]): { readonly contents: Contents; readonly changed: readonly string[] } {
    const contents = new Map<string, string | undefined>();
    const changed: string[] = [];
    for (const { path, sha256 } of files) {
      const read = sha256 === undefined ? undefined : this.#read(path);
      contents.set(path, read?.sha256 === sha256 ? read?.text : undefined);
      if (read?.sha256 !== sha256) changed.push(path);
    }
    return { contents, changed };
  }

  /** Again and again, as files that run may run others. */
  #follow(action: Action, context: Context, written: WrittenPaths, first: Decision): Judged {
    const contents = new Map<string, string | undefined>();
    const files: JudgedFile[] = [];
    let decision = first;
    for (let depth = 0; ; depth++) {
      const runs = runsOf(context);
      const found = runs === undefined ? [] : this.#among(written, runs).filter((path) => !contents.has(path));
      if (found.length === 0) break;
      // What is not read runs nothing more that could be found: so this comes to an end.
      for (const path of found) {
        const read = files.length < FILES_MAX && depth < DEPTH_MAX ? this.#read(path) : undefined;
        contents.set(path, read?.text);
        if (files.length < FILES_MAX) files.push(judgedFile(path, read?.sha256));
      }
      decision = decide(action, context, contents);
    }
    return files.length === 0 ? { decision, contents: undefined, files: undefined } : { decision, contents, files };
  }

  /** The files of the session that are run, by the names under which they are. */
  #among(written: WrittenPaths, runs: Runs): readonly string[] {
    const all = written.all(this.#parts.clock.monotonicMs());
    const known = new Set(all);
    const others = runs.paths.filter((path) => !known.has(path));
    // Who writes thousands of files does not get rid of the first.
    const linked = others.filter((path) => written.mayHaveLost(path) || this.#isLinked(path, all, known));
    return [...new Set([...all.filter((path) => runs.includes(path)), ...linked])];
  }

  /** Whether links on the way make the path one of those that were written. */
  #isLinked(path: string, all: readonly string[], known: ReadonlySet<string>): boolean {
    const { files } = this.#parts;
    const name = posix.basename(path);
    const likely = all.filter((other) => posix.basename(other) === name).slice(-LINKED_MAX);
    if (likely.length === 0) return false;
    const real = files.realPath(path);
    return real !== undefined && (known.has(real) || likely.some((other) => files.realPath(other) === real));
  }

  #read(path: string): { readonly text: string; readonly sha256: string } | undefined {
    const { files, primitives, gatePaths } = this.#parts;
    const real = files.realPath(path);
    if (real === undefined || [...UNREAD_FOLDERS, ...gatePaths()].some((folder) => isWithin(real, folder)))
      return undefined;
    const bytes = files.read(real, FILE_BYTES_MAX);
    const text = bytes === undefined || bytes.includes(0) ? undefined : fromUtf8(bytes);
    return bytes === undefined || text === undefined ? undefined : { text, sha256: toHex(primitives.sha256(bytes)) };
  }
}

function judgedFile(path: string, sha256: string | undefined): JudgedFile {
  return { path: path.slice(0, LOGGED_LENGTH_MAX).toWellFormed(), ...(sha256 !== undefined && { sha256 }) };
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
