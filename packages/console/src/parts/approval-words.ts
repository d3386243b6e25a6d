/** How approvals stand and how far an answer reaches, in words that continue a sentence. */
import type { ApprovalDetail } from '../gate/queries.ts';

export const STATE_WORDS: Readonly<Record<ApprovalDetail['state'], string>> = {
  pending: 'waits',
  allowed: 'allowed',
  denied: 'denied',
  expired: 'nobody answered in time',
};

export const SCOPE_WORDS: Readonly<Record<ApprovalDetail['answers'][number]['scope'], string>> = {
  once: 'once',
  session: 'for the session',
  rule: 'by a rule',
};
