/** What goes wrong between here and the kernel. */
import { CodedError } from '@capgate/base';

/**
 * UNSUPPORTED: this system or processor has nothing of the kind. REFUSED: the kernel has it and does not let this
 * process; SYSTEM: a call failed otherwise. OBJECT: bytes that are no program of ours. VALUE: what was asked has no
 * sense.
 */
export type KernelErrorCode = 'UNSUPPORTED' | 'REFUSED' | 'SYSTEM' | 'OBJECT' | 'VALUE';

export class KernelError extends CodedError<KernelErrorCode> {
  override readonly name = 'KernelError';
}
