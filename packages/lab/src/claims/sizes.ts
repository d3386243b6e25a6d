/** How long descriptors are beside what they stand for, of the commands of this machine. */
import { DESCRIPTOR_SIZE_BYTES } from '@capgate/core';
import { Measured } from '../measure/index.ts';
import type { Means, Unmeasurable } from './claim.ts';

/** Fewer say nothing of commands as they are. */
const COMMANDS_MIN = 100;
const FAMILIES_MIN = 10;

/** One value a command: bytes of its page, or of its program, to those of one descriptor. */
export function ratioTo(what: 'pageBytes' | 'executableBytes', { installed }: Means): Measured | Unmeasurable {
  const ratios = (installed?.commands ?? []).flatMap((command) => {
    const bytes = command[what];
    return bytes === undefined ? [] : [bytes / DESCRIPTOR_SIZE_BYTES];
  });
  const noun = what === 'pageBytes' ? 'manual pages' : 'programs';
  return ratios.length < COMMANDS_MIN ? tooFew(noun, COMMANDS_MIN, ratios.length) : meanOf(ratios, '1');
}

/** One value a tool with subcommands: bytes of its family to the commands in it. */
export function familyBytes({ installed }: Means): Measured | Unmeasurable {
  const bytes = (installed?.families ?? []).map((family) => family.bytes / family.members);
  return bytes.length < FAMILIES_MIN
    ? tooFew('tools with subcommands', FAMILIES_MIN, bytes.length)
    : meanOf(bytes, 'B');
}

function meanOf(values: readonly number[], unit: string): Measured {
  return Measured.of('mean', { values, unit });
}

function tooFew(noun: string, expected: number, met: number): Unmeasurable {
  return { why: `expected at least ${expected} ${noun} on this machine, met ${met}` };
}
