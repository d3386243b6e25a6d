/** Who is at the other end of a unix socket, as the kernel says: unix(7), SO_PEERCRED. */
import type { Socket } from 'node:net';
import koffi from 'koffi';

export interface Peer {
  readonly pid: number;
  readonly uid: number;
}

const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
const UCRED_BYTES = 12;

type GetSockOpt = (fd: number, level: number, name: number, value: Uint8Array, length: Uint32Array) => number;

let getSockOpt: GetSockOpt | undefined;

/** Undefined where the system does not say so; then nobody is let in. Linux alone is known so far. */
export function peerOf(socket: Socket): Peer | undefined {
  const fd = descriptorOf(socket);
  if (process.platform !== 'linux' || fd === undefined) return undefined;
  getSockOpt ??= koffi
    .load(null)
    .func('int getsockopt(int, int, int, _Out_ void *, _Inout_ uint32_t *)') as unknown as GetSockOpt;
  const bytes = Buffer.alloc(UCRED_BYTES);
  if (getSockOpt(fd, SOL_SOCKET, SO_PEERCRED, bytes, Uint32Array.of(UCRED_BYTES)) !== 0) return undefined;
  return { pid: bytes.readInt32LE(0), uid: bytes.readUInt32LE(4) };
}

/** Node has no public name for it. */
function descriptorOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as unknown as { readonly _handle?: { readonly fd?: number } };
  return handle?.fd !== undefined && handle.fd >= 0 ? handle.fd : undefined;
}
