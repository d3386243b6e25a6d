/** Which folders and files of this machine are of which kind, for one session: the core's rules, held against the disk. */
import { accessSync, constants, lstatSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { quoted } from '@capgate/base';
import { type KnownPlace, knownPlaces, placeOf } from '@capgate/core';
import { listingOf } from '../backstop/listing.ts';
import { KernelError } from '../error.ts';
import { SCOPES, type Scope } from '../mask.ts';
import { isWithin, type Place } from '../place.ts';

/** Paths are absolute; those that are not there count for nothing. */
export interface SessionFolders {
  readonly workspace: string;
  readonly home: string;
  /** Temporary folders beside the system's, such as `TMPDIR` names. */
  readonly temporary: readonly string[];
  /** What the gate runs by and is reached at: to be read, never changed. */
  readonly gate: readonly string[];
  /** What the gate alone reads: its keys, its log, its store. */
  readonly secrets: readonly string[];
  /** What the agent keeps of its own, its credentials included. */
  readonly agent: readonly string[];
  /** Whether files in it that hold hooks remain the gate's: nothing new can then be made beside them. */
  readonly agentHooks: 'held' | 'open';
  /** What a person permits besides: to be read, or changed as the workspace may be. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
}

/** New terminals, which every agent that runs commands opens. */
const TERMINALS = ['/dev/pts', '/dev/ptmx'];
const STREAMS = ['/dev/fd', '/dev/stdin', '/dev/stdout', '/dev/stderr'];

/**
 * What is there now, with links resolved: what comes into being later is of the place that it comes to lie in. Of two
 * that name one path the later counts, in the order home, system, temporary, workspace, agent, what a person permits,
 * gate: nothing opens the gate. Names that mean something wherever they lie, such as `.env`, are not looked for. Throws
 * `KernelError` VALUE where the workspace is no folder for a project.
 */
export function sessionPlaces(session: SessionFolders): readonly Place[] {
  const home = real(session.home) ?? session.home;
  const workspace = workspaceOf(session.workspace, home);
  const found = new Map<string, Scope>([['/', 'root']]);
  const put = (paths: readonly (string | undefined)[], scope: Scope): void => {
    for (const path of paths) if (path !== undefined) found.set(path, scope);
  };
  for (const other of otherHomes())
    for (const known of knownPlaces(other))
      if (scopeOf(known, home) === 'credentials') put([pathOf(known)], 'credentials');
  put([home], 'home');
  for (const known of knownPlaces(home)) put([pathOf(known)], scopeOf(known, home));
  put(TERMINALS.map(real), 'temporary');
  put(session.temporary.map(real), 'temporary');
  put([workspace], 'workspace');
  put(session.agent.map(real), 'workspace');
  const own: readonly Scope[] = session.agentHooks === 'open' ? ['credentials', 'gate'] : ['credentials'];
  for (const path of pathsWithin(found, session.agent, own)) found.delete(path);
  put(session.readable.map(real), 'home');
  put(session.writable.map(real), 'workspace');
  put(session.gate.map(real), 'gate');
  put(session.secrets.map(real), 'credentials');
  return [...found].map(([path, scope]) => ({ path, scope }));
}

/**
 * The gate's own, and the files that hold agents' hooks, by every name that they have and also where they are not there yet:
 * no approval opens these.
 */
export function withheldPaths({ home, gate, secrets }: SessionFolders): readonly string[] {
  const known = knownPlaces(home).filter((one) => scopeOf(one, home) === 'gate');
  const paths = [...known.map(({ path }) => path), ...gate, ...secrets];
  return [...new Set([...paths, ...paths.map(real)])].filter((path) => path !== undefined);
}

function workspaceOf(path: string, home: string): string {
  const workspace = real(path);
  if (workspace === undefined || !lstatSync(workspace).isDirectory())
    throw new KernelError('VALUE', `expected a folder as the workspace, met ${quoted(path, 400)}`);
  if (isWithin(home, workspace))
    throw new KernelError(
      'VALUE',
      `expected a folder where a project lies, met ${quoted(path, 400)}, which holds the whole home: start in one`,
    );
  return workspace;
}

/** Those of other users, which root could read. */
function otherHomes(): string[] {
  return ['/root', ...listingOf('/home').map((name) => `/home/${name}`)];
}

/** Where it is now; undefined where it is not, or needs no mention. */
function pathOf({ path, place, isWhole }: KnownPlace): string | undefined {
  const found = isOfProcess(path) ? undefined : real(path);
  if (found === undefined || (!isWhole && lstatSync(found).isDirectory())) return undefined;
  return placeOf(place).scope === 'credentials' && isShut(found) ? undefined : found;
}

/**
 * Whether this user cannot read it anyway, as other people's passwords: to withhold one more file costs that what is new
 * beside it cannot be read either.
 */
function isShut(path: string): boolean {
  const { uid } = lstatSync(path);
  if (uid === process.getuid?.()) return false;
  return [constants.R_OK, constants.X_OK].every((mode) => {
    try {
      accessSync(path, mode);
      return false;
    } catch {
      return true;
    }
  });
}

/** Whether it is another thing for each process: what it is for this one is no matter. */
function isOfProcess(path: string): boolean {
  return path.startsWith('/proc/') || STREAMS.includes(path);
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Caches of the user may be filled and emptied like temporary folders; the system's are the system's. */
function scopeOf({ path, place }: Pick<KnownPlace, 'path' | 'place'>, home: string): Scope {
  if (place === 'cache') return isWithin(path, home) ? 'temporary' : 'system';
  const { scope } = placeOf(place);
  return SCOPES.find((known) => known === scope) ?? 'root';
}

function pathsWithin(
  found: ReadonlyMap<string, Scope>,
  folders: readonly string[],
  scopes: readonly Scope[],
): string[] {
  const own = folders.map(real).filter((folder) => folder !== undefined);
  return [...found]
    .filter(([path, scope]) => scopes.includes(scope) && own.some((folder) => isWithin(dirname(path), folder)))
    .map(([path]) => path);
}
