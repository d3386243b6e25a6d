/**
 * The gate's side of what the kernel holds. Who starts a session under the kernel (`capgate run`) registers it here, is told
 * which process gets the mask of which decision, and tells what was stopped.
 */
import type { Binding } from '@capgate/agents';
import type { Clock, Random } from '@capgate/base';
import { type Caller, type Extension, type Gate, pathsNamedBy } from '@capgate/gate';
import type { HeldTier, KernelSessionEnded } from '@capgate/store';
import { Binder } from './binder.ts';
import { BoundCommands } from './bound.ts';
import { Commands } from './commands.ts';
import { KernelCounts } from './counts.ts';
import { Denials } from './denials.ts';
import { HookBinding, type HookBindingParts } from './hook-binding.ts';
import { kernelOperations, type OperationsParts } from './operations.ts';
import { linuxProcesses, type Processes } from './processes.ts';
import type { RegistrationBody } from './schemas.ts';
import { type Held, HeldSessions } from './sessions.ts';

export interface KernelParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly processes?: Processes;
  /** The words before a token, by which an agent's shell asks to be held to a decision. */
  readonly tokenProgram: () => readonly string[];
}

/** Tiers that know processes by control groups: a command of its own needs one. */
const GROUPING: readonly HeldTier[] = ['lsm', 'trace'];

export class Kernel {
  readonly #parts: KernelParts;
  readonly #processes: Processes;
  readonly #counts = new KernelCounts();
  readonly #bound = new BoundCommands();
  readonly #commands: Commands;
  #sessions: HeldSessions | undefined;
  #pathsOf: HookBindingParts['pathsOf'] = () => [];
  #stop: () => void = () => {};

  constructor(parts: KernelParts) {
    this.#parts = parts;
    this.#processes = parts.processes ?? linuxProcesses;
    this.#commands = new Commands(parts.clock, parts.random);
  }

  /** How commands are bound that a caller's hook announces; undefined where nothing can hold them to a decision. */
  bindingFor(caller: Caller): Binding | undefined {
    const { pid, way } = caller;
    if (way !== 'socket' || pid === undefined) return undefined;
    const held = this.#sessions?.of(pid);
    if (held === undefined || held.tenant !== caller.tenant || !GROUPING.includes(held.tier)) return undefined;
    const parts = {
      commands: this.#commands,
      processes: this.#processes,
      tokenProgram: this.#parts.tokenProgram,
      pathsOf: this.#pathsOf,
    };
    return new HookBinding(parts, { ...caller, pid }, held);
  }

  readonly extension: Extension = {
    name: 'kernel',
    routes: (gate) => kernelOperations(this.#open(gate)),
    metrics: () => this.#counts.metrics(this.#sessions?.count ?? 0),
    stop: () => this.#stop(),
  };

  #open(gate: Gate): OperationsParts {
    const { clock, random } = this.#parts;
    const processes = this.#processes;
    const sessions = new HeldSessions({
      clock,
      random,
      processes,
      whyAgents: (pid) => gate.parts.whyAgents?.(pid),
      onLost: (session) => this.#ended(gate, session, { how: 'lost' }),
    });
    this.#sessions = sessions;
    this.#pathsOf = ({ tenant, agent, session, home = gate.parts.home, folder }, command) =>
      pathsNamedBy(gate.sessions.known(tenant, agent, session), home, folder, command);
    this.#stop = () => {
      for (const session of sessions.endAll()) this.#ended(gate, session, { how: 'gate' });
    };
    const [commands, bound, counts] = [this.#commands, this.#bound, this.#counts];
    const denials = new Denials(gate, counts);
    return {
      sessions,
      binder: new Binder({ gate, random, processes, sessions, commands, bound, counts }),
      onStarted: (session, body, uid) => started(gate, session, body, uid),
      onEvents: (session, events, lost) => {
        counts.addLost(lost);
        for (const event of events) denials.add(session, event, bound.of(event.binding, session.held));
      },
      onEnded: (session, tally) => this.#ended(gate, session, { how: 'told', ...tally }),
    };
  }

  #ended(gate: Gate, { tenant, held }: Held, ending: Omit<KernelSessionEnded, 'tenant' | 'held'>): void {
    this.#commands.forget(held);
    this.#bound.forget(held);
    const body = { tenant, held, ...ending };
    gate.recorder.recordOrDefer('kernel.session-ended', body);
    gate.events.tell('kernel', tenant, { kind: 'session-ended', ...body });
  }
}

function started(gate: Gate, { tenant, held }: Held, { mask, ...body }: RegistrationBody, uid: number): void {
  const record = { tenant, held, ...body, workspace: body.workspace.toWellFormed(), uid, mask: { ...mask } };
  gate.recorder.recordOrDefer('kernel.session-started', record);
  gate.events.tell('kernel', tenant, { kind: 'session-started', ...record });
}
