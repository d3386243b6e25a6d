/** What records of the kernel do to the tables. */
import { canonicalText } from '@capgate/base';
import type { KernelDenied } from '../records.ts';
import type { KernelObject } from '../store.ts';
import type { Handler } from './handlers.ts';
import { storable } from './values.ts';

type KernelKind = 'kernel.session-started' | 'kernel.session-ended' | 'kernel.bound' | 'kernel.denied';

export const KERNEL_HANDLERS: { readonly [Kind in KernelKind]: Handler<Kind> } = {
  'kernel.session-started': (batch, { at, index }, { tenant, held, name, tier, workspace, pid, uid, mask }) => {
    const unended = { ended_at: null, ending: null, decided: null, denied: null, lost: null };
    const row = { tenant, held, name, tier, workspace: storable(workspace), pid, uid, mask: canonicalText(mask) };
    return batch.db
      .insertInto('kernel_sessions')
      .values({ log: batch.log, idx: index, ...row, started_at: at, ...unended })
      .onConflict((key) => key.columns(['log', 'tenant', 'held']).doNothing())
      .execute();
  },
  'kernel.session-ended': (batch, { at }, { tenant, held, how, decided = null, denied = null, lost = null }) =>
    batch.db
      .updateTable('kernel_sessions')
      .set({ ended_at: at, ending: how, decided, denied, lost })
      .where('log', '=', batch.log)
      .where('tenant', '=', tenant)
      .where('held', '=', held)
      .where('ended_at', 'is', null)
      .execute(),
  'kernel.bound': (batch, { at, index }, { approval = null, ...names }) => {
    const { tenant, held, binding, decision, agent, session, pid, way } = names;
    const row = { tenant, held, binding, decision, agent, session, pid, way, approval };
    return batch.db
      .insertInto('kernel_bindings')
      .values({ log: batch.log, idx: index, at, ...row })
      .execute();
  },
  'kernel.denied': (batch, { at, id, index }, body) => {
    const { tenant, held, act, deniedAt, uid, ancestry } = body;
    const { binding = null, decision = null, agent = null, session = null } = body;
    const texts = { object: canonicalText({ ...objectOf(body) }), ancestry: canonicalText(ancestry) };
    const row = { tenant, held, act, denied_at: deniedAt, uid, binding, decision, agent, session, ...texts };
    return batch.db
      .insertInto('kernel_denials')
      .values({ log: batch.log, idx: index, id, at, ...row })
      .execute();
  },
};

/** In one text: nothing is looked for by it. */
function objectOf({ reason, control, scope, reach, path, address, port }: KernelDenied): KernelObject {
  return {
    ...(reason !== undefined && { reason }),
    ...(control !== undefined && { control }),
    ...(scope !== undefined && { scope }),
    ...(reach !== undefined && { reach }),
    ...(path !== undefined && { path }),
    ...(address !== undefined && { address }),
    ...(port !== undefined && { port }),
  };
}
