/** What of this machine's kernel holds what agents run, as far as the gate can look: for the page. */
import { type Extension, JsonText, type Operation } from '@capgate/gate';
import { Type } from 'typebox';
import { loadKernel } from '../run/program.ts';

/** How long what was found is told again: asking the kernel takes calls that hold up decisions. */
const FRESH_MS = 10_000;

const EnforcementSchema = Type.Object({
  tier: Type.Enum(['none', 'backstop', 'notify']),
  summary: Type.String(),
  limits: Type.Array(Type.String({ description: 'What is not held.' })),
  attached: Type.Array(Type.String({ description: 'A tier of programs that is in the kernel.' })),
});

interface Found {
  readonly text: Promise<string>;
  readonly untilMs: number;
}

export function enforcementExtension(): Extension {
  let found: Found | undefined;
  const operation: Operation = {
    id: 'getEnforcement',
    method: 'GET',
    path: '/v1/enforcement',
    summary: 'What would hold a command that capgate run starts as the user of the gate, on this machine.',
    scope: 'read',
    response: EnforcementSchema,
    handle: async () => {
      const nowMs = performance.now();
      if (found === undefined || found.untilMs <= nowMs) found = { text: enforcementText(), untilMs: nowMs + FRESH_MS };
      return new JsonText(await found.text);
    },
  };
  return { name: 'enforcement', routes: () => [operation] };
}

async function enforcementText(): Promise<string> {
  return JSON.stringify(await enforcement());
}

async function enforcement(): Promise<object> {
  const kernel = await loadKernel().catch(() => undefined);
  if (kernel === undefined) return { tier: 'none', summary: 'not enforced on this system', limits: [], attached: [] };
  const { tier, summary, limits } = kernel.rootlessStatus(kernel.sessionMask(0n, 'on'));
  const loose = limits.filter(({ kind }) => kind === 'loose').map(({ text }) => text);
  return { tier, summary, limits: loose, attached: kernel.attachedTiers() };
}
