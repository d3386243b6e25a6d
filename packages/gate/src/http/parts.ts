/** What the operations work with. */
import type { ConfigStatus } from '../config/config.ts';
import type { SignIns } from '../callers/sign-in.ts';
import type { Gate } from '../gate.ts';
import type { Tenants } from '../tenants/tenants.ts';

export interface OperationParts {
  readonly gate: Gate;
  readonly tenants: Tenants;
  readonly signIns: SignIns;
  /** The configuration that is in force. */
  readonly config: () => ConfigStatus;
}
