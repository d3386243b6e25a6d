/** Holds a session over the folder of its second argument until it is killed; says so once the session is there. */
import { FanotifyHolding } from '@capgate/kernel';
import { usualMask } from './world.ts';

const [sessions = '', folder = '', name = ''] = process.argv.slice(2);
const holding = await FanotifyHolding.open((error) => {
  throw error;
}, sessions);
holding.labels.labelPlaces([{ path: folder, scope: 'workspace' }]);
const { group } = holding.begin(name, { ...usualMask, controls: new Set() });
// Keeps it there.
process.stdin.resume();
process.stdout.write(`${group.path}\n`);
