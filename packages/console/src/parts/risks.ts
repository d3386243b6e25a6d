/** Verdicts and risks in their orders. */
import type { Risk, Verdict } from '../gate/queries.ts';

export const VERDICTS = ['allow', 'ask', 'deny'] as const satisfies readonly Verdict[];
/** From the lowest. */
export const RISKS = ['SAFE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const satisfies readonly Risk[];
