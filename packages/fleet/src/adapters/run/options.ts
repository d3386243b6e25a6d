/** What a running node is given, and what all of them have in common. */
import type { Webhook } from '@capgate/base/node';
import type { Alert } from '../../monitor/alerts.ts';
import type { Carrier } from '../../node/carrier.ts';
import type { EnrolmentParts } from '../enrolment/parts.ts';

export interface RunOptions extends EnrolmentParts {
  /** Where it was enrolled: `node.json`, `tls.pem`, its keys. What it keeps over a restart lies there, too. */
  readonly folder: string;
  /** NATS servers, as `tls://HOST:PORT`; any of them will do. */
  readonly servers?: readonly string[];
  /** In place of servers, for all nodes in one process. */
  readonly carrier?: Carrier;
  /** The JetStream domain of its server; that of the hubs where absent. Of a gate it is not asked. */
  readonly domain?: string;
  /** Copies of what servers keep for it, where the server is one of a cluster; 1 where absent. */
  readonly replicas?: number;
  readonly onAlert?: (alert: Alert) => void;
  /** Where alerts go as well. */
  readonly webhook?: Webhook;
  /** What went wrong here, for who runs it; without secrets. Must not throw. */
  readonly onFault: (error: unknown) => void;
}

/** After the local nodes' window, so that what they say of it is in the sums of the tiers above. */
export const REGIONAL_AFTER_MS = 1_000;
export const HUB_AFTER_MS = 2_000;
/** Chance of a finding without a change, of an agent and window. */
export const FALSE_ALARMS = 1e-8;
/** How often what waits is sent again, and what changed is written down. */
export const RETRY_MS = 1_000;
