/** All operations of the HTTP interface. */
import { DryRuns } from '../dry-run.ts';
import type { OnError } from '../many.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { agentOperations } from './agents.ts';
import { approvalOperations } from './approvals.ts';
import { auditOperations } from './audit.ts';
import { decisionOperations } from './decisions.ts';
import { eventOperations } from './events.ts';
import { kernelOperations } from './kernel.ts';
import { keyOperations } from './keys.ts';
import { pauseOperations } from './pauses.ts';
import { policyOperations } from './policies.ts';
import { registryOperations } from './registries.ts';
import { sessionOperations } from './sessions.ts';
import { statusOperations } from './status.ts';
import { type ReadMetrics, systemOperations } from './system.ts';
import { tenantOperations } from './tenants.ts';
import { timelineOperations } from './timeline.ts';
import { tokenOperations } from './tokens.ts';

/** In the order in which OpenAPI lists them; those of extensions follow. */
export function allOperations(parts: OperationParts, metrics: ReadMetrics, onError: OnError): readonly Operation[] {
  const { extensions = [] } = parts.gate.parts;
  const dryRuns = new DryRuns(parts.gate);
  return [
    ...decisionOperations(parts, onError),
    ...approvalOperations(parts, dryRuns),
    ...policyOperations(parts, dryRuns),
    ...registryOperations(parts),
    ...agentOperations(parts),
    ...sessionOperations(parts),
    ...timelineOperations(parts),
    ...tenantOperations(parts),
    ...tokenOperations(parts),
    ...auditOperations(parts),
    ...keyOperations(parts),
    ...pauseOperations(parts),
    ...kernelOperations(parts),
    ...eventOperations(parts),
    ...statusOperations(parts),
    ...systemOperations(parts, metrics),
    ...extensions.flatMap(({ routes }) => routes?.(parts.gate) ?? []),
  ];
}
