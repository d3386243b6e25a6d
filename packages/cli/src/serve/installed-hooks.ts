/** The hooks of this machine's agents, as far as their settings say: for the page, and for persons alone. */
import { AGENT_NAMES, SCOPES } from '@capgate/agents';
import { checkTenant, DEFAULT_TENANT, type Extension, JsonText, type Operation } from '@capgate/gate';
import { Type } from 'typebox';
import type { InstalledHooks } from '../doctor/look.ts';
import { whileFresh } from './fresh.ts';

/** Settings of a dozen agents are read at once. */
const FRESH_MS = 5_000;

const InstalledHooksSchema = Type.Object({
  home: Type.String({ description: "The home folder that was looked at: that of the gate's own user." }),
  isPersons: Type.Boolean({ description: 'Where not, only settings of the whole machine were looked at.' }),
  agents: Type.Array(
    Type.Object({
      agent: Type.Enum([...AGENT_NAMES]),
      title: Type.String(),
      scope: Type.Enum([...SCOPES]),
      hasHook: Type.Boolean(),
      notConnected: Type.Optional(Type.String({ description: 'Why it does not ask the gate as it should.' })),
      limit: Type.String({ description: 'What no hook of it can change.' }),
    }),
  ),
});

/** Which agent is not stopped is nothing for an agent to know: whoever asks must be a person who may do everything. */
export function installedHooksExtension(look: () => Promise<InstalledHooks>): Extension {
  const text = whileFresh(FRESH_MS, look);
  const operation: Operation = {
    id: 'getInstalledHooks',
    method: 'GET',
    path: '/v1/installed-hooks',
    summary:
      "Which agents here have the gate's hook, by their settings; nothing is started. For persons of the default tenant.",
    scope: 'admin',
    response: InstalledHooksSchema,
    handle: async ({ caller }) => {
      // The machine is none of other tenants' business.
      checkTenant(caller, DEFAULT_TENANT);
      return new JsonText(await text());
    },
  };
  return { name: 'installed-hooks', routes: () => [operation] };
}
