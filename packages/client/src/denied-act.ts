/** What the kernel stopped, in words. Paths are what processes chose: whoever shows the words makes them visible. */
import type { AnswerOf } from './api.ts';

export type KernelDenial = AnswerOf<'GET', '/v1/kernel/denials'>['items'][number];

const ACTS = { read: 'reading', write: 'writing', remove: 'removing', connect: 'connecting to' } as const;

/** `removing /home/ada/x (home)`. */
export function deniedAct({ act, reason, control, scope, reach, path, address, port }: KernelDenial): string {
  if (act === 'control') return control ?? act;
  if (act === 'exec') return `running ${path ?? 'a program'}${within(reason)}`;
  const target = address === undefined ? (path ?? 'something') : `${address} port ${port ?? 0}`;
  return `${ACTS[act]} ${target}${within(reach ?? scope)}`;
}

function within(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`;
}
