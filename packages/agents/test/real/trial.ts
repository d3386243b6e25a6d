/** One case of one agent, from an empty world to what happened in it. */
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { RealAgent, Setting } from './agents/agent.ts';
import { type Case, type Effect, effectsIn, furnish, TASK } from './cases.ts';
import { connect } from './connect.ts';
import { type Copies, kill, standIn, startGate } from './gate.ts';
import { type ModelServer, startModel } from './model-server.ts';
import { type Ended, World } from './world.ts';

/** No agent needs half of it for a turn; a gate that is waited for takes its eight seconds of it. */
const TIMEOUT_MS = 90_000;
const OUTPUT_SHOWN = 500;
const ABSENT = '/nonexistent/capgate-hook';

export interface Seen {
  readonly effects: readonly Effect[];
  /** What the model was told by its tools. */
  readonly told: string;
  /** How many tool calls it has made. */
  readonly callCount: number;
  readonly ended: Ended;
  /** From the agent's start to its end. */
  readonly ms: number;
}

export interface Tried {
  readonly agent: RealAgent;
  /** Where it is installed. */
  readonly folder: string;
  readonly copies: Copies;
  /** Whether the kernel holds the agent as well, by `capgate run`. */
  readonly isConfined?: boolean;
}

/** Undefined where the agent has no tool for the case. */
export async function tryCase(tried: Tried, one: Case): Promise<Seen | undefined> {
  const world = new World(tried.copies.node);
  try {
    const script = one.script(tried.agent, world.home);
    if (script === undefined) return undefined;
    const below = one.below && { task: TASK, calls: one.below(tried.agent, world.home) };
    const model = await startModel({ calls: script, ...(below && { below }) });
    try {
      return await seenIn(tried, one, world, model);
    } finally {
      await model.close();
    }
  } finally {
    world.close();
  }
}

async function seenIn(
  { agent, folder, copies, isConfined }: Tried,
  one: Case,
  world: World,
  model: ModelServer,
): Promise<Seen> {
  furnish(world, agent);
  const file = join(folder, agent.program);
  const program = agent.isScript === true ? [copies.node, file] : [file];
  const setting: Setting = { world, program, modelUrl: model.url };
  await agent.configure?.(setting);
  if (one.hook !== 'none') {
    connect(world, agent.name, one.hook === 'missing' ? ABSENT : copies.hook);
    world.hand();
    await agent.trust?.(setting);
  }
  const end = await gateOf(one, world, copies.capgate);
  world.hand();
  const startedMs = performance.now();
  const held = isConfined === true ? [copies.node, copies.capgate, 'run', '--agent', agent.name, '--'] : [];
  const words = [...held, ...program, ...agent.words('Do what the script says.', setting)];
  const ended = await world.run(words, agent.environment(setting), TIMEOUT_MS);
  const ms = performance.now() - startedMs;
  end();
  const told = model.asked.flatMap(({ results }) => results).join('\n');
  return { effects: effectsIn(world, told), told, callCount: model.called.length, ended, ms };
}

/** What the kernel stops, whatever the gate says. */
const STOPPED_BY_KERNEL: readonly Effect[] = ['key deleted', 'login granted', 'key read'];

/** In what the agent did otherwise than the case wants; empty where in nothing. */
export function faultsOf({ agent, isConfined }: Tried, one: Case, seen: Seen): string[] {
  const { gate, reason } = one;
  const effects = one.effects.filter((effect) => isConfined !== true || !STOPPED_BY_KERNEL.includes(effect));
  const faults: string[] = [];
  if (seen.ended.hasTimedOut) faults.push(`expected it to end, met none in ${TIMEOUT_MS} ms`);
  if (seen.callCount === 0)
    faults.push(`expected its model to be offered the tool, met no call: ${lastOf(seen.ended)}`);
  if (effects.join() !== seen.effects.join()) {
    faults.push(
      `expected to happen: ${effects.join(', ') || 'nothing'}; happened: ${seen.effects.join(', ') || 'nothing'}`,
    );
  }
  if (reason !== undefined && isTold(agent, gate) && !seen.told.includes(reason)) {
    faults.push(`expected its model to be told "${reason}", it was told: ${seen.told || 'nothing'}`);
  }
  return faults;
}

function isTold({ told }: RealAgent, gate: Case['gate']): boolean {
  return told === undefined || (told === 'reasons only' && gate === 'runs');
}

function lastOf({ stdout, stderr }: Ended): string {
  return `${stdout}${stderr}`.slice(-OUTPUT_SHOWN);
}

/** Brings about what is at the gate's place; returns what ends it. */
async function gateOf({ gate }: Case, world: World, capgate: string): Promise<() => void> {
  if (gate === 'slow' || gate === 'garbage') {
    const server = await standIn(world, (connection) => {
      if (gate === 'garbage') connection.end('hello\n');
    });
    return () => server.close();
  }
  if (gate === 'none') return () => {};
  const running: ChildProcess = await startGate(world, capgate);
  if (gate === 'killed') await kill(running);
  return () => running.kill('SIGKILL');
}
