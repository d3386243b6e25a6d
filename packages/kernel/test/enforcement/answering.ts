/**
 * Starts its arguments in a session of tier 4, as the user of `SESSION_UID` if there is one, and holds it until it is
 * killed; says so, or why it cannot.
 */
import { KernelError, NotifyHolding } from '@capgate/kernel';
import { noConfinement } from './answered.ts';
import { openMask } from './world.ts';

const [command = '', ...args] = process.argv.slice(2);
const { SESSION_UID: uid } = process.env;
const asked = {
  command,
  args,
  cwd: '/',
  env: process.env,
  confinement: noConfinement,
  ...(uid !== undefined && { uid: Number(uid) }),
};
try {
  const { confined } = await new NotifyHolding().start(openMask, asked);
  process.stdout.write(`started ${confined.pid}\n`);
  await confined.exited;
} catch (error) {
  if (!(error instanceof KernelError)) throw error;
  process.stdout.write(`${error.code}\n`);
}
