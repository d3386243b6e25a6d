/** Connections, as they come in from outside: streams of bytes between two ends, as TCP and unix sockets give them. */
import { CodedError } from './error.ts';

/** Where a listener is: a host and port of TCP, or the path of a unix socket. */
export type Address = { readonly host: string; readonly port: number } | { readonly path: string };

export interface Net {
  /** Throws `NetError`. */
  connect(to: Address): Promise<Connection>;
  /** Calls `onConnection` for each that connects, until closed. Port 0 is one of the system's choice. Throws `NetError`. */
  listen(at: Address, onConnection: (connection: Connection) => void): Promise<Listener>;
}

export interface Listener {
  readonly address: Address;
  /** Takes no more connections; those there are go on. */
  close(): Promise<void>;
}

/** One end. Bytes arrive whole and in order or not at all; where one write ends is not seen at the other end. */
export interface Connection {
  /** What arrives, until the other end has ended. Iterated once. Throws `NetError` RESET where the connection breaks. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Resolves once there is room for more. Throws `NetError`. */
  write(bytes: Uint8Array): Promise<void>;
  /** Says that nothing more will be written; the other end may still write. */
  end(): void;
  /**
   * Breaks the connection; what is under way may be lost. The other end meets RESET or, as the system has it, just an
   * end: what must be whole says how long it is.
   */
  destroy(): void;
}

/** REFUSED: nobody listens there. IN_USE: somebody does already. RESET: the connection broke. IO: anything else. */
export type NetErrorCode = 'REFUSED' | 'IN_USE' | 'RESET' | 'IO';

export class NetError extends CodedError<NetErrorCode> {
  override readonly name = 'NetError';
}

/** Whether nobody on the way reads what is sent there: by TLS, or without leaving this machine. */
export function isConfidential({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:') return true;
  // A URL's host is normal: of the forms of an IPv4 address it has one.
  return protocol === 'http:' && /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/u.test(hostname);
}
