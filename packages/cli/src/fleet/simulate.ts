/** `capgate fleet simulate`. */
import { join, resolve } from 'node:path';
import { replaceWhole, utf8, visible, visibleJson } from '@capgate/base';
import type { SimulationRecord, Step } from '@capgate/fleet/simulation';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { machineOf } from '../machine/machine.ts';
import { durationText } from '../machine/times.ts';
import { told } from '../machine/told.ts';
import { Progress } from '../progress.ts';
import { findFleet } from './find.ts';

const OUTPUT = 'fleet-simulation';
const AGENTS = 10_000;
const AGENTS_MAX = 1_000_000;
const WINDOWS_MAX = 1_000;
/** As many windows as come to about this, which takes a minute and a half. */
const AGENT_WINDOWS = 3_000_000;
const SEED_MAX = 0x7fff_ffff;
const SHOW_EVERY_MS = 250;

export async function run(args: Arguments, io: Io): Promise<number> {
  const { simulateHere, simulationHtml, summaryOf, shapeOf } = await findFleet('simulation');
  const options = optionsOf(args);
  const folder = resolve(io.cwd, args.value('output') ?? OUTPUT);
  return told(async () => {
    const { locals } = shapeOf(options.agents);
    const shown = new SimulationProgress(io, options.windows * locals, options);
    const record = await simulateHere(options, (step) => shown.step(step)).finally(() => shown.end());
    const { disk } = machineOf(io);
    await disk.makeFolder(folder);
    await replaceWhole(disk, join(folder, 'report.json'), utf8(`${JSON.stringify(record, undefined, 2)}\n`));
    await replaceWhole(disk, join(folder, 'report.html'), utf8(await simulationHtml(record)));
    await io.stdout.write(args.has('json') ? `${visibleJson(record)}\n` : textOf(summaryOf(record), record, folder));
    return ExitStatus.OK;
  });
}

interface Options {
  readonly agents: number;
  readonly windows: number;
  readonly seed: number;
  readonly turned: number;
}

function optionsOf(args: Arguments): Options {
  const agents = args.positive('agents', AGENTS_MAX) ?? AGENTS;
  const windows = args.positive('windows', WINDOWS_MAX) ?? usualWindows(agents);
  const seed = args.has('seed') ? args.integer('seed', SEED_MAX) : 1;
  const turned = args.has('turned') ? args.integer('turned', agents) : usualTurned(agents);
  return { agents, windows, seed, turned };
}

function usualWindows(agents: number): number {
  return Math.min(60, Math.max(3, Math.floor(AGENT_WINDOWS / agents)));
}

/** Fewer than one in a hundred, beyond which hubs leave it to a person. */
function usualTurned(agents: number): number {
  return Math.min(agents, Math.max(8, Math.floor(agents / 1_000), Math.min(80, Math.floor(agents / 125))));
}

/** What a terminal is shown: how much is done, and how long the rest will take. */
class SimulationProgress {
  readonly #bar: Progress;
  readonly #total: number;
  readonly #options: Options;
  #shownMs = Number.NEGATIVE_INFINITY;
  #firstMs: number | undefined;

  constructor(io: Io, total: number, options: Options) {
    this.#bar = new Progress(io.stderr, total);
    this.#total = total;
    this.#options = options;
  }

  step(step: Step): void {
    if (step.at !== 'windows') return this.#show(step.at === 'learning' ? 0 : this.#total, NOTES[step.at]);
    const nowMs = performance.now();
    if (nowMs - this.#shownMs < SHOW_EVERY_MS) return;
    this.#shownMs = nowMs;
    this.#firstMs ??= nowMs;
    const { window = 1, node = 0, nodes = 1 } = step;
    const done = (window - 1) * nodes + node;
    const elapsedMs = nowMs - this.#firstMs;
    const left = done === 0 ? '' : `, ${durationText((elapsedMs * (this.#total - done)) / done)} left`;
    const { agents, windows } = this.#options;
    const where = `${agents.toLocaleString('en')} agents, window ${window} of ${windows}, node ${node} of ${nodes}`;
    this.#show(done, `${where}, ${durationText(elapsedMs)}${left}`);
  }

  async end(): Promise<void> {
    await this.#bar.end();
  }

  #show(done: number, note: string): void {
    void this.#bar.show(done, note);
  }
}

const NOTES: Readonly<Record<Exclude<Step['at'], 'windows'>, string>> = {
  learning: 'learning what is usual of simulated agents',
  detection: 'how soon who is found',
  lying: 'what nodes that lie move',
};

function textOf(summary: string, { windows }: SimulationRecord, folder: string): string {
  const lines = [
    summary,
    '',
    `A window  ${rangeText(windows.map(({ ms }) => ms / 1_000))} s of work for ten of all agents`,
    `Agents/s  ${rangeText(windows.map(({ agentsPerSecond }) => agentsPerSecond))}`,
    `Memory    ${rangeText(windows.map(({ memoryBytes }) => memoryBytes / 2 ** 20))} MiB`,
    `Page      ${join(folder, 'report.html')}`,
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
}

/** From the least to the most, in three digits that count. */
function rangeText(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) =>
    Number(value.toPrecision(3)).toLocaleString('en'),
  );
  return least === most ? `${least}` : `${least} to ${most}`;
}
