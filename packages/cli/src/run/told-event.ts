/** What the gate is told of an act that the kernel stopped: for its log, and for people. */
import type { Ancestor, KernelEvent } from '@capgate/kernel';

export type ToldEvent = {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly isDenied: boolean;
  readonly pid: number;
  readonly uid: number;
  readonly command: string;
  /** From the process up to the first of the session. */
  readonly ancestry: readonly Ancestor[];
  /** Whose mask decided, where it was a command's and not the session's. */
  readonly binding?: string;
} & ToldAct;

type ToldAct =
  | { readonly act: 'exec'; readonly path: string; readonly reason: string }
  | { readonly act: 'read' | 'write' | 'remove' | 'connect'; readonly path: string; readonly scope: string }
  | { readonly act: 'connect'; readonly address: string; readonly port: number; readonly reach: string }
  | { readonly act: 'control'; readonly control: string };

/** `bootMs`: when the machine began, in milliseconds since 1970. */
export function toldEvent(
  event: KernelEvent,
  bootMs: number,
  ancestry: readonly Ancestor[],
  binding: string | undefined,
): ToldEvent {
  const { isDenied, pid, uid, command, timeNs } = event;
  const at = Math.round(bootMs + Number(timeNs) / 1e6);
  return { at, isDenied, pid, uid, command, ancestry, ...(binding !== undefined && { binding }), ...actOf(event) };
}

function actOf(event: KernelEvent): ToldAct {
  if (event.act === 'exec') return { act: event.act, path: event.path, reason: event.reason };
  if (event.act === 'control') return { act: event.act, control: event.control };
  if ('address' in event) return { act: event.act, address: event.address, port: event.port, reach: event.reach };
  return { act: event.act, path: event.path, scope: event.scope };
}
