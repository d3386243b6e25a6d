/** Which of many indicators an action meets. */
import type { NamedCommand } from '@capgate/core';
import { FleetError } from '../../error.ts';
import type { Indicator } from '../indicators.ts';
import { HostPatterns } from './hosts.ts';
import { newSteps, PathPatterns } from './paths.ts';
import { valueOf } from '../../value-of.ts';

/** What an action names, each asked for where an indicator is about it; undefined: more than can be looked through. */
export interface Named {
  readonly home: string | undefined;
  commands(): readonly NamedCommand[];
  hosts(): readonly string[] | undefined;
  paths(): readonly string[] | undefined;
}

export interface Meeting {
  readonly indicators: readonly Indicator[];
  /** What the action names too much of to be looked through, although indicators are about it. */
  readonly tooMany: readonly Countless[];
}

export type Countless = 'words' | 'hosts' | 'paths';

/** What stands for a command. */
interface OfCommand {
  readonly any: Indicator[];
  readonly byWord: Map<string, Indicator[]>;
}

/** Words of one action that are looked up; wrappers within wrappers have the same ones again. */
const WORDS_MAX = 100_000;

export class IndicatorSet {
  readonly size: number;
  readonly #commands = new Map<string, OfCommand>();
  readonly #hosts = new HostPatterns<Indicator>();
  readonly #paths = new PathPatterns<Indicator>();
  readonly #kinds: ReadonlySet<Indicator['kind']>;

  /** Throws `FleetError` VALUE for a pattern that nothing could meet. */
  constructor(indicators: readonly Indicator[]) {
    this.size = indicators.length;
    this.#kinds = new Set(indicators.map(({ kind }) => kind));
    for (const indicator of indicators) this.#add(indicator);
  }

  #add(indicator: Indicator): void {
    if (indicator.kind === 'host') return this.#hosts.add(indicator.host, indicator);
    if (indicator.kind === 'file') return this.#paths.add(indicator.path, indicator);
    const { name, word } = indicator;
    if (name.includes('/')) throw new FleetError('VALUE', `expected the name of a program, met the path "${name}"`);
    const { any, byWord } = valueOf(this.#commands, name, () => ({ any: [], byWord: new Map<string, Indicator[]>() }));
    (word === undefined ? any : valueOf(byWord, word, () => [])).push(indicator);
  }

  /** Undefined where it meets none. */
  met(named: Named): Meeting | undefined {
    const hosts = this.#kinds.has('host') ? named.hosts() : [];
    const paths = this.#kinds.has('file') ? named.paths() : [];
    const met = new Set<Indicator>();
    const isRead = !this.#kinds.has('command') || this.#meet(named.commands(), met);
    for (const host of hosts ?? []) for (const indicator of this.#hosts.of(host)) met.add(indicator);
    const steps = newSteps();
    for (const path of paths ?? []) for (const indicator of this.#paths.of(path, named.home, steps)) met.add(indicator);
    const known = { words: isRead, hosts, paths: paths !== undefined && steps.left >= 0 };
    const tooMany = COUNTLESS.filter((what) => !known[what]);
    return met.size + tooMany.length === 0 ? undefined : { indicators: [...met], tooMany };
  }

  /** Whether there were no more words than are looked up. */
  #meet(commands: readonly NamedCommand[], met: Set<Indicator>): boolean {
    let words = 0;
    for (const command of commands) {
      const known = this.#commands.get(command.name);
      for (const indicator of known?.any ?? []) met.add(indicator);
      if (known === undefined || known.byWord.size === 0) continue;
      for (const word of command.words) {
        if (++words > WORDS_MAX) return false;
        for (const indicator of known.byWord.get(word) ?? []) met.add(indicator);
      }
    }
    return true;
  }
}

const COUNTLESS: readonly Countless[] = ['words', 'hosts', 'paths'];
