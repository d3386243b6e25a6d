/** The fleet in a gate, whole: what the gate asks of it, what it is asked for by HTTP, what is measured, and the log. */
import type { Extension, Gate } from '@capgate/gate';
import type { Alert } from '../../monitor/alerts.ts';
import type { FleetEvent, OnEvent } from '../../node/events.ts';
import type { FleetExtension } from './extension.ts';
import type { DocumentsInForce } from './in-force.ts';
import { FleetLog } from './log.ts';
import { fleetMetrics, type Measured } from './metrics.ts';
import { fleetOperations, type Shown } from './operations.ts';

export type FleetGate = FleetExtension & Required<Pick<Extension, 'routes' | 'metrics' | 'stop' | 'beforeActivate'>>;

export interface JoinedParts {
  readonly hooks: FleetExtension;
  readonly run: Shown & Measured;
  readonly documents: DocumentsInForce;
  readonly onStop: () => void;
}

export interface Joined {
  readonly extension: FleetGate;
  readonly onEvent: OnEvent;
  readonly onAlert: (alert: Alert) => void;
}

export function joinedExtension({ hooks, run, documents, onStop }: JoinedParts): Joined {
  const log = new FleetLog(run.node.tenant);
  const extension: FleetGate = {
    ...hooks,
    routes: (gate: Gate) => {
      log.begin(gate);
      documents.begin(gate);
      return fleetOperations(run);
    },
    beforeActivate: (candidate) => documents.against(candidate),
    metrics: () => fleetMetrics(run),
    stop: () => {
      log.end();
      documents.end();
      onStop();
    },
  };
  return { extension, onEvent: (event: FleetEvent) => log.event(event), onAlert: (alert) => log.alert(alert) };
}
