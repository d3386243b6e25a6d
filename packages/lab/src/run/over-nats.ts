import type { Executor, ExecutorParts } from './executor.ts';

export interface NatsOptions {
  /** Of the server: `tls://name:port`, or `nats://` on this machine. */
  readonly address: string;
  /** How one is known to the server is in it. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** A worker that is not heard of for so long is gone, and others get its work. */
  readonly ackWaitMs?: number;
}

/**
 * An executor for a lab, by which workers on other machines ask the arms (`work`); what speaks to NATS servers is loaded
 * then. Rejects with `LabError` RUN for an address that is none.
 */
export async function overNats(options: NatsOptions): Promise<(parts: ExecutorParts) => Executor> {
  const { natsExecutorOf } = await import('./nats/nats-executor.ts');
  return natsExecutorOf(options);
}
