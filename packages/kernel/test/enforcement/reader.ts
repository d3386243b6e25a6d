/** Begins a session, in which programs wait at their start where `hold` is said, tells of it and of what happens in it, a line of JSON each, and stays until it is killed. */
import { fileURLToPath } from 'node:url';
import { enforce, Session, shippedObjects } from '@capgate/kernel';
import { usualMask } from './world.ts';

const [name = '', hold] = process.argv.slice(2);
const objects = shippedObjects(fileURLToPath(new URL('../../bpf/', import.meta.url)), ['trace']);
const session = Session.begin(enforce(objects, name).enforcement, 'held', { ...usualMask, hold: hold === 'hold' });
console.log(JSON.stringify({ path: session.group.path }));
// Behind the drain that is under way: what is told is out of the ring, so a successor does not meet it again.
await session.read(({ act, isDenied }) => queueMicrotask(() => console.log(JSON.stringify({ act, isDenied }))));
