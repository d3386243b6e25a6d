/** A gate that is a local node: what it hands to the gate, and what runs beside it. */
import { fleetExtension } from '../gate/extension.ts';
import { DocumentsInForce } from '../gate/in-force.ts';
import { type FleetGate, joinedExtension } from '../gate/joined.ts';
import { type LocalRunOptions, LocalRun } from './local-run.ts';
import { loop } from './loop.ts';
import { RETRY_MS, type RunOptions } from './options.ts';
import type { FleetStatus } from './status.ts';

export interface JoinedGate {
  readonly extension: FleetGate;
  status(): FleetStatus;
  stop(): Promise<void>;
}

/** Resolves also where no server is there. Rejects as `LocalRun.start` does. */
export async function joinFleet(
  options: RunOptions & Pick<LocalRunOptions, 'agentsMax'> & { readonly names?: 'here' | 'everywhere' },
): Promise<JoinedGate> {
  const { names, clock } = options;
  const told: { event?: LocalRunOptions['onEvent'] } = {};
  const log: { alert?: RunOptions['onAlert'] } = {};
  const run = await LocalRun.start({
    ...options,
    onEvent: (event) => told.event?.(event),
    onAlert: (alert) => {
      log.alert?.(alert);
      options.onAlert?.(alert);
    },
  });
  const hooks = fleetExtension({
    node: run.node.node,
    ...(names !== undefined && { names }),
    received: run.received,
    clock,
    observe: (tenant, agent, observed) => run.observe(tenant, agent, observed),
  });
  const documents = new DocumentsInForce({
    tenant: run.node.tenant,
    shelf: run.received.shelf,
    noters: () => run.formerDeciders,
    onEvent: (event) => run.monitor.take(event),
  });
  const { onFault } = options;
  const looking = loop({ clock, onFault, delayMs: () => RETRY_MS, work: () => documents.look() });
  const stop = once(async () => {
    await looking();
    await run.stop();
  });
  const joined = joinedExtension({ hooks, run, documents, onStop: () => void stop().catch(options.onFault) });
  told.event = joined.onEvent;
  log.alert = joined.onAlert;
  return { extension: joined.extension, status: () => run.status(), stop };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
