/** What the kernel did, on lines for people. Names and paths are what processes chose, so they are made visible. */
import { type AnswerOf, deniedAct, deniedChain, type KernelDenial } from '@capgate/client';
import { visible } from '@capgate/base';

export type KernelOf = NonNullable<AnswerOf<'GET', '/v1/decisions/{decision}'>['kernel']>;

/** `rm (12) < sh (11) < claude (10): removing /home/ada/x (home)`: who did it, what started that, and so on. */
export function denialText(denial: KernelDenial): string {
  return `${deniedChain(denial)}: ${visible(deniedAct(denial))}`;
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
