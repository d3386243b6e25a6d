/** Asks a gate to let an approval pass, as `capgate approvals allow` does; says what it was answered. */
import { connect } from 'node:net';

const [path = '', approval = '', agentPid] = process.argv.slice(2);
const socket = connect(path);
let text = '';
socket.setEncoding('utf8');
socket.on('data', (chunk: string) => {
  text += chunk;
  const reply = text.split('\n').find((line) => line.includes('"id":"approve"'));
  if (reply === undefined || !text.includes(`${reply}\n`)) return;
  console.log(`reply ${reply}`);
  socket.end();
});
if (agentPid !== undefined) {
  const request = { action: { kind: 'command', command: 'ls' }, agentPid: Number(agentPid) };
  socket.write(`${JSON.stringify({ id: 1, op: 'decide', request })}\n`);
}
socket.write(`${JSON.stringify({ id: 'approve', op: 'call', method: 'POST', path: approval })}\n`);
