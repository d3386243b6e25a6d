/**
 * How long a server takes from the moment that it is handed a socket's bytes to the moment that it writes an answer. Loaded
 * before the server, in its process, so that nothing in what is measured knows of it; told by a signal to write down the
 * times since the last one.
 */
import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';

const KEPT_MAX = 1_000_000;
const BEGUN = Symbol('when it was handed bytes');

type Watched = Socket & { [BEGUN]?: number };

let times: number[] = [];
// oxlint-disable-next-line typescript/unbound-method -- called with the socket below
const { emit, write } = Socket.prototype;

Socket.prototype.emit = function (this: Socket, name: string | symbol, ...rest: unknown[]): boolean {
  if (name === 'data') (this as Watched)[BEGUN] = performance.now();
  return Reflect.apply(emit, this, [name, ...rest]) as boolean;
};

Socket.prototype.write = function (this: Socket, ...rest: unknown[]): boolean {
  const isWritten = Reflect.apply(write, this, rest) as boolean;
  const startMs = (this as Watched)[BEGUN];
  if (startMs !== undefined && times.length < KEPT_MAX) times.push(performance.now() - startMs);
  return isWritten;
};

process.on('SIGUSR2', () => {
  const taken = times;
  times = [];
  writeFileSync(join(process.env['HOME'] ?? '', 'turns.json'), JSON.stringify(taken));
});
