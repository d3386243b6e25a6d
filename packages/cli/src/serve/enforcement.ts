/** What of this machine's kernel holds what agents run, as far as the gate can look: for the page. */
import { type Extension, JsonText, type Operation } from '@capgate/gate';
import { Type } from 'typebox';
import { loadKernel } from '../run/program.ts';
import { whileFresh } from './fresh.ts';

const FRESH_MS = 10_000;

const EnforcementSchema = Type.Object({
  tier: Type.Enum(['none', 'backstop', 'notify']),
  summary: Type.String(),
  limits: Type.Array(Type.String({ description: 'What is not held.' })),
  attached: Type.Array(Type.String({ description: 'A tier of programs that is in the kernel.' })),
});

export function enforcementExtension(): Extension {
  const text = whileFresh(FRESH_MS, enforcement);
  const operation: Operation = {
    id: 'getEnforcement',
    method: 'GET',
    path: '/v1/enforcement',
    summary: 'What would hold a command that capgate run starts as the user of the gate, on this machine.',
    scope: 'read',
    response: EnforcementSchema,
    handle: async () => new JsonText(await text()),
  };
  return { name: 'enforcement', routes: () => [operation] };
}

async function enforcement(): Promise<object> {
  const kernel = await loadKernel().catch(() => undefined);
  if (kernel === undefined) return { tier: 'none', summary: 'not enforced on this system', limits: [], attached: [] };
  const { tier, summary, limits } = kernel.rootlessStatus(kernel.sessionMask(0n, 'on'));
  const loose = limits.filter(({ kind }) => kind === 'loose').map(({ text }) => text);
  return { tier, summary, limits: loose, attached: kernel.attachedTiers() };
}
