/** What the kernel stopped, in words. */
import type { AnswerOf } from './api.ts';
import { processText } from './processes.ts';

export type KernelDenial = AnswerOf<'GET', '/v1/kernel/denials'>['items'][number];

const ACTS = { read: 'reading', write: 'writing', remove: 'removing', connect: 'connecting to' } as const;

/** `removing /home/ada/x (home)`: whoever shows it makes it visible, as paths are what processes chose. */
export function deniedAct({ act, reason, control, scope, reach, path, address, port }: KernelDenial): string {
  if (act === 'control') return control ?? act;
  if (act === 'exec') return `running ${path ?? 'a program'}${within(reason)}`;
  const target = address === undefined ? (path ?? 'something') : `${address} port ${port ?? 0}`;
  return `${ACTS[act]} ${target}${within(reach ?? scope)}`;
}

/** `rm (12) < sh (11) < claude (10)`: who did it, what started that, and so on; made visible. */
export function deniedChain({ ancestry }: Pick<KernelDenial, 'ancestry'>): string {
  return ancestry.map(processText).join(' < ');
}

function within(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`;
}
