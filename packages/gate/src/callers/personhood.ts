/**
 * Whether the process at the other end of the socket is a person's: a terminal controls it, and no agent is among its
 * ancestors. What one user id cannot stop is stated in SECURITY.md.
 */
import { ARGUMENTS_MAX, type ProcessInfo, type ProcessOwner, type Processes, ROOT } from './processes.ts';

/** Programs of agents, by the base names of what runs. */
const AGENT_NAMES: ReadonlySet<string> = new Set([
  'aider',
  'amp',
  'claude',
  'cline',
  'codex',
  'copilot',
  'crush',
  'cursor-agent',
  'droid',
  'gemini',
  'goose',
  'kiro-cli',
  'openhands',
  'opencode',
  'qwen',
]);

/** Variables that agents set for what they run. */
const AGENT_VARIABLES: ReadonlySet<string> = new Set([
  'AGENT',
  'AI_AGENT',
  'CAPGATE_SESSION',
  'CLAUDECODE',
  'CODEX_SANDBOX',
  'COPILOT_CLI',
  'CURSOR_AGENT',
  'GEMINI_CLI',
  'OPENCODE',
  'QWEN_CODE',
]);

/** Shells that people type into. */
const SHELL_NAMES: ReadonlySet<string> = new Set([
  'ash',
  'bash',
  'csh',
  'dash',
  'elvish',
  'fish',
  'ksh',
  'mksh',
  'nu',
  'pwsh',
  'sh',
  'tcsh',
  'xonsh',
  'zsh',
]);
/** Options of theirs with a value in the next word, which is no script. */
const VALUED_OPTIONS: ReadonlySet<string> = new Set(['--init-file', '--rcfile', '--init-command']);

/** Programs below which every terminal of a person is. */
const HOST_NAMES: ReadonlySet<string> = new Set([
  'init',
  'launchd',
  'login',
  'mosh-server',
  'screen',
  'sshd',
  'sshd-session',
  'systemd',
  'tmux',
  'tmux: server',
  'zellij',
]);

/** Longer chains of processes are nobody's at a terminal. */
const ANCESTORS_MAX = 64;
/** With so many named agents, those that have ended are forgotten. */
const NAMED_MAX = 4_096;

/** Processes of agents that a session named, by pid; kept while they are. */
export class AgentProcesses {
  readonly #processes: Processes;
  readonly #startTicks = new Map<number, number>();
  /** What each connection named last: it is looked at once, and again only where another names it. */
  readonly #namedBy = new WeakMap<object, number>();

  constructor(processes: Processes) {
    this.#processes = processes;
  }

  /**
   * Notes an agent's process, if it is who says so or an ancestor: nobody can name another's. Nor can a person's shell be
   * named that has none above it, or what is above it: an agent would take the terminal that started it away from its person. A pid comes again
   * for another process once its own has ended, so each connection is believed anew.
   */
  note(agentPid: number, callerPid: number, connection: object): void {
    if (this.#namedBy.get(connection) === agentPid) return;
    this.#namedBy.set(connection, agentPid);
    const startTicks = this.#processes.startTicks(agentPid);
    // Named before, and its pid is not that of another by now: nothing would be added.
    if (startTicks !== undefined && this.isAgent({ pid: agentPid, startTicks })) return;
    if (this.#startTicks.size >= NAMED_MAX) this.#forgetEnded();
    const below = this.#below(agentPid, callerPid);
    const named = below.findIndex(({ pid }) => pid === agentPid);
    if (named < 0) return;
    // Many agents run their hooks by a shell: who is meant is behind it.
    const behind = below.findIndex((info, at) => at >= named && !isShellWithCode(info));
    for (const info of below.slice(named, behind < 0 ? undefined : behind + 1)) {
      // Process 1 is everybody's ancestor.
      if (info.pid > 1) this.#startTicks.set(info.pid, info.startTicks);
    }
  }

  /**
   * The caller and its ancestors, as far as one of them may be named. Behind `agentPid` nobody is looked at any more from a
   * named agent on: all below one lies below the shells of persons.
   */
  #below(agentPid: number, callerPid: number): readonly ProcessInfo[] {
    let isBehind = false;
    const chain = ancestorsOf(this.#processes, callerPid, (info) => {
      isBehind ||= info.pid === agentPid;
      return isBehind && this.isAgent(info);
    });
    const last = chain?.at(-1);
    return last !== undefined && this.isAgent(last) ? (chain ?? []) : belowPersons(chain ?? []);
  }

  #forgetEnded(): void {
    for (const [pid, startTicks] of this.#startTicks) {
      if (this.#processes.startTicks(pid) !== startTicks) this.#startTicks.delete(pid);
    }
  }

  isAgent({ pid, startTicks }: Pick<ProcessInfo, 'pid' | 'startTicks'>): boolean {
    return this.#startTicks.get(pid) === startTicks;
  }
}

/** The process and its ancestors, itself first, up to the one that `isLast` or all; undefined where one of them cannot be looked at. */
export function ancestorsOf(
  processes: Processes,
  pid: number,
  isLast: (info: ProcessInfo) => boolean = () => false,
): ProcessInfo[] | undefined {
  const chain: ProcessInfo[] = [];
  for (let at = pid; at > 0; ) {
    const info = processes.info(at);
    // Process 1 need not be readable: it is nobody's agent.
    if (info === undefined) return at === 1 ? chain : undefined;
    if (chain.length === ANCESTORS_MAX) return undefined;
    chain.push(info);
    if (isLast(info)) return chain;
    at = info.parentPid;
  }
  return chain;
}

/**
 * The part of a chain of ancestors that lies below what gives people terminals, and there below the outermost shell of a
 * person: shells further in may be those of an agent, at a terminal that it made itself.
 */
function belowPersons(chain: readonly ProcessInfo[]): readonly ProcessInfo[] {
  const host = chain.findIndex(({ names }) => HOST_NAMES.has(names[0] ?? ''));
  const belowHost = host < 0 ? chain : chain.slice(0, host);
  const shell = belowHost.findLastIndex(isPersonsShell);
  return shell < 0 ? belowHost : belowHost.slice(0, shell);
}

/** A shell at a terminal that was given neither a script nor code. */
function isPersonsShell(info: ProcessInfo): boolean {
  const [, , ...args] = info.names;
  if (!info.hasTerminal || !isShell(info) || isShellWithCode(info)) return false;
  // What stands after that many options was not looked at.
  if (info.names.length > ARGUMENTS_MAX) return false;
  return args.every((arg, at) => arg.startsWith('-') || VALUED_OPTIONS.has(args[at - 1] ?? ''));
}

function isShell({ names: [, name = ''] }: ProcessInfo): boolean {
  return SHELL_NAMES.has(name.replace(/^-/u, ''));
}

/** As in `sh -c CODE`. */
function isShellWithCode(info: ProcessInfo): boolean {
  return isShell(info) && info.names.slice(2).some((arg) => /^-[a-z]*c/u.test(arg));
}

/** Why the process is no person's; undefined where it is one's. `ownUid`: the gate's own user. */
export function whyNoPerson(
  processes: Processes,
  agents: AgentProcesses,
  pid: number,
  ownUid: number,
): string | undefined {
  const chain = ancestorsOf(processes, pid);
  const [caller] = chain ?? [];
  if (chain === undefined || caller === undefined) return 'its ancestors cannot be looked at';
  if (!caller.hasTerminal) return 'no terminal controls it';
  const orphan = chain.find(
    (info) => info.hasTerminal && !chain.some(({ pid: other }) => other === info.sessionLeader),
  );
  // What an agent starts, and lets go of, has a terminal and no agent among its ancestors.
  if (orphan !== undefined) return `the process ${orphan.pid} was let go of by what its terminal started`;
  const agent = agentIn(chain, agents);
  if (agent !== undefined) return agent;
  const hidden = chain.find((info) => info.variables === undefined && !mayHide(processes.owner(info.pid), ownUid));
  if (hidden === undefined) return undefined;
  return `what is set for the process ${hidden.pid} of another user cannot be looked at without CAP_SYS_PTRACE`;
}

/**
 * Why a process, at a terminal or not, is an agent's: it is one, or one is among its ancestors, or these cannot be looked at.
 * Undefined where nothing says so.
 */
export function whyAgents(processes: Processes, agents: AgentProcesses, pid: number): string | undefined {
  const chain = ancestorsOf(processes, pid);
  return chain === undefined ? 'its ancestors cannot be looked at' : agentIn(chain, agents);
}

function agentIn(chain: readonly ProcessInfo[], agents: AgentProcesses): string | undefined {
  const named = chain.find((info) => agents.isAgent(info) || isKnownAgent(info));
  if (named !== undefined) return `the agent ${named.names[0] ?? ''} (process ${named.pid}) is among its ancestors`;
  const variable = chain.flatMap(({ variables }) => variables ?? []).find((name) => AGENT_VARIABLES.has(name));
  return variable && `an agent set ${variable} for one of its ancestors`;
}

/** A login above a person's shell is root's, and `sudo` and the like, which show nothing, were begun by the gate's own user. */
function mayHide(owner: ProcessOwner | undefined, ownUid: number): boolean {
  return owner?.uid === ROOT || owner?.uid === ownUid;
}

/** What a program is asked to do has names of agents too, such as those of folders. */
const PROGRAM_WORDS = 5;

function isKnownAgent({ names }: ProcessInfo): boolean {
  return names.slice(0, PROGRAM_WORDS).some((name) => AGENT_NAMES.has(name));
}
