/** Puts an agent under the kernel, as far as the gate is told: registers it, says its name on standard error, and waits. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SocketClient } from '@capgate/client';
import { registrationOf } from './session.ts';

const [socket = ''] = process.argv.slice(2);
const agent = spawn(process.execPath, [fileURLToPath(new URL('agent.cjs', import.meta.url))], { stdio: 'inherit' });
const client = new SocketClient({ path: socket });
const { held } = await client.call('POST', '/v1/kernel/sessions', { body: registrationOf(agent.pid as number) });
process.stderr.write(`${held}\n`);
setInterval(() => {}, 1_000_000);
