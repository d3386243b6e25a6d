/** Descriptors of the commands that knowledge describes, for a registry file. */
import { Capability } from './descriptor/capabilities.ts';
import { DESCRIPTOR_SIZE_BYTES, packDescriptor } from './descriptor/packed.ts';
import type { RegistryEntry } from './descriptor/registry.ts';
import { createContext } from './context.ts';
import { decide } from './decide.ts';
import { tables } from './knowledge/catalogue.ts';
import { NodeField, NodeFlag, ROOT_NODE } from './knowledge/tables.ts';

/**
 * One entry for each known tool and subcommand, by its full name: the descriptor of running it
 * without arguments. Costs are unknown. Subcommands that are known only by pattern have no entry.
 */
export function knownCommands(): RegistryEntry[] {
  const context = createContext();
  const entries: RegistryEntry[] = [];
  for (let node = ROOT_NODE + 1; node < tables.nodeCount; node++) {
    const isPattern = (tables.field(node, NodeField.FLAGS) & NodeFlag.PATTERNED) !== 0;
    if (isPattern) continue;
    const name = tables.fullNameOf(node);
    const { commandHash, commandLength, flags } = decide({ kind: 'command', command: name }, context);
    const descriptor = new Uint8Array(DESCRIPTOR_SIZE_BYTES);
    packDescriptor(descriptor, 0, commandHash, (flags & ~Capability.UNKNOWN_TOOL) >>> 0, 0, 0, 0, commandLength);
    entries.push({ name, descriptor });
  }
  return entries;
}
