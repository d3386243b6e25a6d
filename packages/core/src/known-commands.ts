/** Descriptors of the commands that knowledge describes, for a registry file. */
import { Capability } from './descriptor/capabilities.ts';
import { DESCRIPTOR_SIZE_BYTES, packDescriptor } from './descriptor/packed.ts';
import type { RegistryEntry } from './descriptor/registry.ts';
import { createContext } from './context.ts';
import { decide } from './decide.ts';
import { tables } from './knowledge/tables/catalogue.ts';

/**
 * One entry for each name of each known tool and subcommand, or for those of them in `names`: the descriptor of running
 * it without arguments. Costs are unknown. Subcommands that are known only by pattern have no entry.
 */
export function knownCommands(names: readonly string[] = tables.commandNames()): RegistryEntry[] {
  // In a workspace, as an agent would run it.
  const context = createContext({ workspace: '/workspace', home: '/home/user' });
  return names.map((name) => {
    const { commandHash, commandLength, flags } = decide({ kind: 'command', command: name }, context);
    const descriptor = new Uint8Array(DESCRIPTOR_SIZE_BYTES);
    packDescriptor(descriptor, 0, commandHash, (flags & ~Capability.UNKNOWN_TOOL) >>> 0, 0, 0, 0, commandLength);
    return { name, descriptor };
  });
}
