/**
 * Places: what kind of path a target is. Finer than the nine scopes of the vocabulary, because
 * a shell's startup file and a holiday picture are both *home* but not equally dangerous to write.
 * Which path lies in which place is told by `scope.ts`; what an effect means there by `effects.ts`.
 */
import { Capability } from '../../descriptor/capabilities.ts';

/** Scopes of paths, as policies name them. A workspace, where projects lie, beats temporary; gate beats all. */
export const SCOPES = [
  'none',
  'workspace',
  'temporary',
  'home',
  'credentials',
  'system',
  'device',
  'gate',
  'root',
  'unknown',
] as const;
export type ScopeName = (typeof SCOPES)[number];

interface Place {
  readonly scope: ScopeName;
  /** Capabilities that observing something here adds. */
  readonly onObserve?: number;
  /** Capabilities that changing something here adds. */
  readonly onChange?: number;
  /** Completes "deletes … (…)". */
  readonly summary: string;
}

const { SYSTEM_MODIFICATION, PERSISTENCE, DEFENSE_EVASION, CREDENTIAL_ACCESS, GATE_TAMPERING, NETWORK_ACCESS } =
  Capability;

/** Every place. The order is the numbering of the compiled tables. */
export const PLACES = {
  /** Not a path: an effect without a target, or with one that is no file. */
  none: { scope: 'none', summary: 'no file' },
  workspace: { scope: 'workspace', summary: 'in the workspace' },
  /** The workspace itself or all of its direct content: `.`, `*`, `$PWD`. */
  'workspace-root': { scope: 'workspace', summary: 'the whole workspace' },
  /** `.git` and its kin, hooks aside. */
  'version-control': { scope: 'workspace', summary: "version control's own data" },
  /** Git hooks and what installs them: run at the next commit. */
  hooks: { scope: 'workspace', onChange: PERSISTENCE, summary: 'a hook that version control runs' },
  /** Definitions of pipelines that another machine runs with its own secrets. */
  ci: { scope: 'workspace', onChange: PERSISTENCE, summary: 'a pipeline definition' },
  /** Which versions of other people's code a project takes: written by package managers, not by hand. */
  locks: { scope: 'workspace', summary: 'a lock file of dependencies' },
  /** Settings and instructions of coding agents, their tool servers and their permissions. */
  'agent-settings': {
    scope: 'workspace',
    onChange: PERSISTENCE | DEFENSE_EVASION,
    summary: "a coding agent's settings",
  },
  /** What coding agents are told about the project: ordinary work to write, unless it comes from elsewhere. */
  instructions: { scope: 'workspace', summary: "a coding agent's instructions" },
  temporary: { scope: 'temporary', summary: 'a temporary file' },
  /** `/tmp` itself or all of its content. */
  'temporary-root': { scope: 'temporary', summary: 'every temporary file' },
  /** `/dev/null`, the standard streams, the terminal, sources of zeros and randomness. */
  sink: { scope: 'temporary', summary: 'a stream, not a file' },
  home: { scope: 'home', summary: 'in the home folder' },
  /** What tools keep to be faster and fetch again when it is gone. */
  cache: { scope: 'home', summary: 'a cache' },
  /** A home folder itself, `/home`, or an ancestor of the user's home or of the workspace. */
  'home-root': { scope: 'home', summary: 'a whole home folder' },
  /** Folders where people keep what they made: Documents, Pictures, Desktop … */
  personal: { scope: 'home', summary: 'personal files' },
  /** Files that a shell, a session or a scheduler of this user runs by itself. */
  startup: { scope: 'home', onChange: PERSISTENCE, summary: 'a startup file' },
  /** Who may log in here: `authorized_keys`, and what the SSH server runs for whoever does. */
  logins: { scope: 'home', onChange: PERSISTENCE, summary: 'the list of who may log in' },
  /** Shell and client histories. */
  history: { scope: 'home', onObserve: CREDENTIAL_ACCESS, onChange: DEFENSE_EVASION, summary: 'a command history' },
  /** Private keys, password stores, key rings, browser profiles, wallets. */
  key: {
    scope: 'credentials',
    onObserve: CREDENTIAL_ACCESS,
    onChange: CREDENTIAL_ACCESS,
    summary: 'a private key or password store',
  },
  /** `shadow` and its kin. */
  passwords: {
    scope: 'credentials',
    onObserve: CREDENTIAL_ACCESS,
    onChange: CREDENTIAL_ACCESS | SYSTEM_MODIFICATION,
    summary: "the system's passwords",
  },
  /** Tokens in files that tools of daily work read: `.env`, `.netrc`, cloud, cluster and registry logins. */
  token: { scope: 'credentials', onObserve: CREDENTIAL_ACCESS, summary: 'a file of tokens' },
  system: { scope: 'system', onChange: SYSTEM_MODIFICATION, summary: 'a system path' },
  /** Accounts, sudoers, PAM, the loader, the boot files, programs and libraries of the system. */
  'system-critical': { scope: 'system', onChange: SYSTEM_MODIFICATION, summary: 'a critical system path' },
  /** Units, cron, init scripts and profiles that run as root or for everybody. */
  'system-startup': { scope: 'system', onChange: SYSTEM_MODIFICATION | PERSISTENCE, summary: 'a system startup file' },
  log: { scope: 'system', onChange: DEFENSE_EVASION, summary: 'a system log' },
  /** Logs that tell who logged in and what was done with which rights. */
  'audit-log': { scope: 'system', onChange: DEFENSE_EVASION, summary: 'a log of logins and rights' },
  /** `/proc` and `/sys`: reading observes, writing steers the kernel. */
  kernel: { scope: 'system', onChange: SYSTEM_MODIFICATION, summary: 'a kernel interface' },
  /** Memory of processes and of the machine. */
  memory: { scope: 'device', onObserve: CREDENTIAL_ACCESS, onChange: SYSTEM_MODIFICATION, summary: 'raw memory' },
  /** Whole disks and partitions. */
  disk: { scope: 'device', onChange: SYSTEM_MODIFICATION, summary: 'a disk device' },
  device: { scope: 'device', summary: 'a device' },
  /** `/dev/tcp/…`, `/dev/udp/…`: bash opens a connection. */
  connection: { scope: 'device', onObserve: NETWORK_ACCESS, onChange: NETWORK_ACCESS, summary: 'a network connection' },
  /** Control sockets of container engines: whoever writes there is root. */
  'engine-socket': { scope: 'device', onChange: Capability.CONTAINER_ESCAPE, summary: "a container engine's socket" },
  /** `/` itself or all of its direct content. */
  root: { scope: 'root', onChange: SYSTEM_MODIFICATION, summary: 'the whole file system' },
  /** What carries a coding agent's hooks: whoever changes it takes the gate away, whoever reads it does no harm. */
  'agent-hooks': { scope: 'gate', onChange: GATE_TAMPERING, summary: "the settings that hold an agent's hooks" },
  gate: { scope: 'gate', onObserve: GATE_TAMPERING, onChange: GATE_TAMPERING, summary: "the gate's own files" },
  /** An absolute path that none of the above claims: `/srv`, `/data`, `/mnt` … */
  elsewhere: { scope: 'unknown', summary: 'outside the workspace' },
  /** A path whose base is known only at run time. */
  unresolved: { scope: 'unknown', summary: 'a path known only at run time' },
} as const satisfies Record<string, Place>;
export type PlaceName = keyof typeof PLACES;

/** Place names in their numbering. */
export const PLACE_NAMES: readonly PlaceName[] = Object.keys(PLACES) as PlaceName[];

/** An entry of the list, by its own type rather than its literal one. */
export function placeOf(name: PlaceName): Place {
  return PLACES[name];
}
