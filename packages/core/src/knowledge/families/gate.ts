/** The gate, as a tool. */
import type { Family } from '../vocabulary/spec.ts';
import { GATE_CLI } from './gate-cli.ts';

export const gate: Family = { capgate: GATE_CLI };
