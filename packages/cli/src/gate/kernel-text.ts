/** What the kernel did, on lines for people. Names and paths are what processes chose, so they are made visible. */
import type { AnswerOf } from '@capgate/client';
import { visible } from '@capgate/base';

export type Denial = AnswerOf<'GET', '/v1/kernel/denials'>['items'][number];
export type KernelOf = NonNullable<AnswerOf<'GET', '/v1/decisions/{decision}'>['kernel']>;

const ACTS = { read: 'reading', write: 'writing', remove: 'removing', connect: 'connecting to' } as const;

/** `rm (12) < sh (11) < claude (10): removing /home/ada/x (home)`: who did it, what started that, and so on. */
export function denialText({ act, ancestry, ...object }: Denial): string {
  const chain = ancestry.map(({ pid, command }) => `${visible(command)} (${pid})`).join(' < ');
  return `${chain}: ${visible(actText(act, object))}`;
}

function actText(act: Denial['act'], { reason, control, scope, reach, path, address, port }: Partial<Denial>): string {
  if (act === 'control') return control ?? act;
  if (act === 'exec') return `running ${path ?? 'a program'}${within(reason)}`;
  const target = address === undefined ? (path ?? 'something') : `${address} port ${port ?? 0}`;
  return `${ACTS[act]} ${target}${within(reach ?? scope)}`;
}

function within(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`;
}

const WAYS = { hook: 'by its own line', argv: 'by what runs' } as const;

/** Whether the kernel held the decision's processes to it, and what it stopped of them. */
export function kernelLines({ bindings, denials }: KernelOf): string[] {
  return [
    '',
    'What the kernel did',
    ...bindings.map(({ pid, way, approval }) => {
      const widened = approval === undefined ? '' : `, widened by the approval ${approval}`;
      return `  held process ${pid}, and all that came of it, to this decision (${WAYS[way]}${widened})`;
    }),
    ...(denials.length === 0 ? ['  stopped nothing of it'] : denials.map((one) => `  stopped ${denialText(one)}`)),
  ];
}
