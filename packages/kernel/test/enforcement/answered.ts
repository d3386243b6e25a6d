/** Commands under tier 4 alone, without anything of the backstop. */
import { closeSync, constants, openSync } from 'node:fs';
import { type Confinement, type KernelEvent, type Mask, type NotifyHolding } from '@capgate/kernel';
import { answer, assembled } from '../../src/backstop/classic-bpf.ts';
import { ALLOW } from '../../src/backstop/filter.ts';
import { outcomeOf } from './act.ts';
import type { Acted } from './world.ts';

export const noConfinement: Confinement = {
  domain: { files: 0, net: 0, scopes: 0, rules: [] },
  filter: assembled(answer(ALLOW)),
  capabilities: [],
  limits: [],
  closed: { read: [], write: [] },
};

export async function answered(holding: NotifyHolding, mask: Mask, words: readonly string[]): Promise<Acted> {
  const [command = '', ...args] = words;
  const nothing = openSync('/dev/null', constants.O_RDWR);
  try {
    const { session, confined } = await holding.start(mask, {
      command,
      args,
      cwd: '/',
      env: process.env,
      stdio: [nothing, nothing, nothing],
      confinement: noConfinement,
    });
    const events: KernelEvent[] = [];
    const reading = session.read((event) => events.push(event));
    const { code, signal } = await confined.exited;
    // Who asks has the answer before others are told.
    await session.end();
    await session.close();
    await reading;
    return { outcome: outcomeOf(code, signal), events };
  } finally {
    closeSync(nothing);
  }
}
