/** One case of one agent, from an empty world to what happened in it. */
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { RealAgent, Setting } from './agents/agent.ts';
import { type Case, type Effect, effectsIn, furnish } from './cases.ts';
import { kill, standIn, startGate } from './gate.ts';
import { type ModelServer, startModel } from './model-server.ts';
import { type Ended, World } from './world.ts';

/** No agent needs half of it for a turn; a gate that is waited for takes its eight seconds of it. */
const TIMEOUT_MS = 90_000;
const ABSENT = '/nonexistent/capgate';

export interface Seen {
  readonly effects: readonly Effect[];
  /** What the model was told by its tools. */
  readonly told: string;
  readonly offered: readonly string[];
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
  /** The built `capgate`. */
  readonly capgate: string;
}

/** Undefined where the agent has no tool for the case. */
export async function tryCase(tried: Tried, one: Case): Promise<Seen | undefined> {
  const world = new World();
  try {
    const script = one.script(tried.agent, world.home);
    if (script === undefined) return undefined;
    const model = await startModel(script);
    try {
      return await seen(tried, one, world, model);
    } finally {
      await model.close();
    }
  } finally {
    world.close();
  }
}

async function seen({ agent, folder, capgate }: Tried, one: Case, world: World, model: ModelServer): Promise<Seen> {
  furnish(world);
  const file = join(folder, agent.program);
  const program = agent.isScript === true ? [process.execPath, file] : [file];
  const setting: Setting = { world, program, modelUrl: model.url };
  await agent.configure?.(setting);
  if (one.hook !== 'none') await agent.connect(setting, one.hook === 'missing' ? ABSENT : capgate);
  const end = await gateOf(one, world, capgate);
  world.hand();
  const startedMs = performance.now();
  const words = [...program, ...agent.words('Do what the script says.', setting)];
  const ended = await world.run(words, agent.environment(setting), TIMEOUT_MS);
  const ms = performance.now() - startedMs;
  end();
  const told = model.asked.flatMap(({ results }) => results).join('\n');
  return { effects: effectsIn(world, told), told, callCount: model.called.length, offered: model.asked.flatMap(({tools}) => tools), ended, ms };
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
