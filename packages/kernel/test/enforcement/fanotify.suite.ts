/** Tier 3, on a file system of its own: this machine's is never asked about. */
import { FanotifyHolding, removeGroup, sessionsFolder } from '@capgate/kernel';
import { enforcementSuite, NAME, standOf } from './suite.ts';
import { ownFileSystem } from './tmpfs.ts';

let own: ReturnType<typeof ownFileSystem> | undefined;
let holding: FanotifyHolding | undefined;

export default enforcementSuite(import.meta.url, {
  tier: 'fanotify',
  begin: async () => {
    own = ownFileSystem();
    // Everything that the suite makes lies there.
    process.env['TMPDIR'] = own.path;
    holding = await FanotifyHolding.open((error) => {
      throw error;
    }, NAME);
    return standOf(holding);
  },
  end: async () => {
    delete process.env['TMPDIR'];
    await holding?.close();
    own?.remove();
    removeGroup(sessionsFolder(NAME));
  },
  checks: [],
});
