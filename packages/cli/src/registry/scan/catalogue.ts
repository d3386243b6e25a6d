/** From names and manual pages to descriptors, and to how long those are beside the pages. */
import {
  Capability,
  commandFields,
  type Context,
  createContext,
  decide,
  encodeDescriptor,
  encodeFamily,
  type RegistryEntry,
  tables,
} from '@capgate/core';
import { inferredFlags, UNKNOWN_FLAGS } from './infer.ts';
import type { ManualPage } from './manual-page.ts';
import { type Ratios, summarise } from './sizes.ts';

/** Where a descriptor comes from: knowledge, a manual page, or nowhere. */
export type Source = 'known' | 'inferred' | 'unknown';

interface PageSize {
  readonly storedBytes: number;
  readonly textBytes: number;
}

export interface Page extends PageSize {
  readonly section: string;
  readonly page: ManualPage;
}

export interface ScannedCommand extends RegistryEntry {
  readonly source: Source;
  readonly manual: PageSize | undefined;
  /** The subcommands that knowledge has, as entries of their own. */
  readonly subcommands: readonly Subcommand[];
}

interface Subcommand extends RegistryEntry {
  readonly manual: PageSize | undefined;
}

/** Bytes of manual pages per byte of descriptor. */
export interface Compression {
  /** One descriptor of 24 bytes for each command, against its page unpacked and as it lies on the disk. */
  readonly text: Ratios | undefined;
  readonly stored: Ratios | undefined;
  /** For each tool with subcommands its family, against the pages of all of them together. */
  readonly families: Ratios | undefined;
}

/** Describes commands by name. It holds what all of them share. */
export class Describer {
  /** In a workspace, as an agent would run it. */
  readonly #context: Context = createContext({ workspace: '/workspace', home: '/home/user' });
  readonly #subcommands: ReadonlyMap<string, string[]> = Map.groupBy(
    tables.commandNames().filter((name) => name.includes(' ')),
    (name) => name.slice(0, name.indexOf(' ')),
  );
  readonly #pageOf: (name: string) => Page | undefined;

  constructor(pageOf: (name: string) => Page | undefined) {
    this.#pageOf = pageOf;
  }

  describe(name: string): ScannedCommand {
    const page = this.#pageOf(name);
    const flags = this.#knownFlags(name);
    const source = flags !== undefined ? 'known' : page !== undefined ? 'inferred' : 'unknown';
    const guessed = page === undefined ? UNKNOWN_FLAGS : inferredFlags(page.page, page.section);
    const subcommands = flags === undefined ? [] : this.#subcommandsOf(name);
    return { name, descriptor: descriptorOf(name, flags ?? guessed), source, manual: page, subcommands };
  }

  /** The flags of running it without arguments; undefined where no description is known. */
  #knownFlags(name: string): number | undefined {
    const quoted = name.split(' ').map((word) => `'${word.replaceAll("'", "'\\''")}'`);
    const { flags } = decide({ kind: 'command', command: quoted.join(' ') }, this.#context);
    return (flags & Capability.UNKNOWN_TOOL) === 0 ? flags : undefined;
  }

  #subcommandsOf(tool: string): Subcommand[] {
    return (this.#subcommands.get(tool) ?? []).map((name) => ({
      name,
      descriptor: descriptorOf(name, this.#knownFlags(name) ?? UNKNOWN_FLAGS),
      // Pages of subcommands are named with hyphens: git-push(1).
      manual: this.#pageOf(name.replaceAll(' ', '-')),
    }));
  }
}

function descriptorOf(name: string, flags: number): Uint8Array {
  return encodeDescriptor({ ...commandFields(name), flags, executionMs: 0, memoryMb: 0, outputKb: 0 });
}

/** Every entry that a registry of the commands holds. */
export function registryEntries(commands: readonly ScannedCommand[]): RegistryEntry[] {
  return commands.flatMap((command) => [command, ...command.subcommands]);
}

export function compressionOf(commands: readonly ScannedCommand[]): Compression {
  const entries = commands.flatMap((command) => [command, ...command.subcommands]);
  const ratios = (size: (manual: PageSize) => number) =>
    summarise(
      entries.flatMap(({ manual, descriptor }) => (manual === undefined ? [] : [size(manual) / descriptor.length])),
    );
  return {
    text: ratios((manual) => manual.textBytes),
    stored: ratios((manual) => manual.storedBytes),
    families: summarise(commands.flatMap(familyRatio)),
  };
}

/** All pages of a tool's commands to the bytes of its family; nothing for a tool without subcommands or without a page. */
function familyRatio(tool: ScannedCommand): number[] {
  if (tool.manual === undefined || tool.subcommands.length === 0) return [];
  const pagesBytes = [tool, ...tool.subcommands].reduce((sum, { manual }) => sum + (manual?.textBytes ?? 0), 0);
  return [pagesBytes / familySizeOf(tool)];
}

/** Bytes of the tool's family, itself and its subcommands. */
export function familySizeOf({ name, descriptor, subcommands }: ScannedCommand): number {
  return encodeFamily({ name, kind: 0, properties: 0, members: [{ name, descriptor }, ...subcommands] }).length;
}
