/** Which of many indicators an action meets. */
import type { NamedCommand } from '@capgate/core';
import { FleetError } from '../../error.ts';
import type { Indicator } from '../indicators.ts';
import { HostPatterns } from './hosts.ts';
import { PathPatterns } from './paths.ts';

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
  readonly tooMany: readonly ('hosts' | 'paths')[];
}

type CommandIndicator = Extract<Indicator, { readonly kind: 'command' }>;

export class IndicatorSet {
  readonly size: number;
  readonly #commands = new Map<string, CommandIndicator[]>();
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
    const { name } = indicator;
    if (name.includes('/')) throw new FleetError('VALUE', `expected the name of a program, met the path "${name}"`);
    const others = this.#commands.get(name);
    if (others === undefined) this.#commands.set(name, [indicator]);
    else others.push(indicator);
  }

  /** Undefined where it meets none. */
  met(named: Named): Meeting | undefined {
    const hosts = this.#kinds.has('host') ? named.hosts() : [];
    const paths = this.#kinds.has('file') ? named.paths() : [];
    const met = new Set<Indicator>(this.#kinds.has('command') ? this.#metBy(named.commands()) : []);
    for (const host of hosts ?? []) for (const indicator of this.#hosts.of(host)) met.add(indicator);
    for (const path of paths ?? []) for (const indicator of this.#paths.of(path, named.home)) met.add(indicator);
    const tooMany = [
      ...(hosts === undefined ? ['hosts' as const] : []),
      ...(paths === undefined ? ['paths' as const] : []),
    ];
    return met.size + tooMany.length === 0 ? undefined : { indicators: [...met], tooMany };
  }

  *#metBy(commands: readonly NamedCommand[]): Iterable<Indicator> {
    for (const command of commands)
      for (const indicator of this.#commands.get(command.name) ?? [])
        if (indicator.word === undefined || command.hasWord(indicator.word)) yield indicator;
  }
}
