/** How long a server takes from the moment that it is handed a socket's bytes to the moment that it writes an answer. */
import { Socket } from 'node:net';
import type { Clock } from '@capgate/base';

const KEPT_MAX = 1_000_000;
const BEGUN = Symbol('when it was handed bytes');

type Watched = Socket & { [BEGUN]?: number };

/** Watches all sockets of this process from now on, beside what is measured: nothing in the gate knows of it. */
export function turnTimes(clock: Clock): { readonly take: () => number[] } {
  let times: number[] = [];
  // oxlint-disable-next-line typescript/unbound-method -- called with the socket below
  const { emit, write } = Socket.prototype;
  Socket.prototype.emit = function (this: Socket, name: string | symbol, ...rest: unknown[]): boolean {
    if (name === 'data') (this as Watched)[BEGUN] = clock.monotonicMs();
    return Reflect.apply(emit, this, [name, ...rest]) as boolean;
  };
  Socket.prototype.write = function (this: Socket, ...rest: unknown[]): boolean {
    const isWritten = Reflect.apply(write, this, rest) as boolean;
    const startMs = (this as Watched)[BEGUN];
    if (startMs !== undefined && times.length < KEPT_MAX) times.push(clock.monotonicMs() - startMs);
    return isWritten;
  };
  return {
    take: () => {
      const taken = times;
      times = [];
      return taken;
    },
  };
}
