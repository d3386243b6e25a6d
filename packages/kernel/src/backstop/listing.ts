/** What lies in a folder, for `grantsOf`. */
import { readdirSync } from 'node:fs';

/** Of a fuller folder none of the entries is granted one by one. */
const ENTRIES_MAX = 20_000;

/** The names in a folder, without links; none where it cannot be read, is no folder, or holds too many to list. */
export function listingOf(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    if (entries.length > ENTRIES_MAX) return [];
    return entries.filter((entry) => !entry.isSymbolicLink()).map(({ name }) => name);
  } catch {
    return [];
  }
}
