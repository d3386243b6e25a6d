/** Asks a gate about the command that it is given, as an agent's hook does; says what it was answered. */
import { connect } from 'node:net';

const [path = '', command] = process.argv.slice(2);
const socket = connect(path);
socket.setEncoding('utf8');
socket.once('data', (line: string) => {
  console.log(JSON.stringify({ pid: process.pid, parentPid: process.ppid, ...(JSON.parse(line) as object) }));
  socket.end();
});
socket.write(`${JSON.stringify({ id: 1, op: 'decide', request: { action: { kind: 'command', command } } })}\n`);
