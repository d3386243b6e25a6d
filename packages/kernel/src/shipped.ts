/** The compiled programs, as they come with this package. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BpfObject, readObject } from './bpf/object.ts';
import { BPF_TIERS, type BpfTierName } from './tiers/tier.ts';

/** Of all tiers that programs make, the one that holds most first. */
export function shippedObjects(folder: string, tiers: readonly BpfTierName[] = BPF_TIERS): readonly BpfObject[] {
  return tiers.map((tier) => readObject(readFileSync(join(folder, `${tier}.json`), 'utf8')));
}
