/** The gate, as a tool. */
import type { Family } from '../vocabulary/spec.ts';
import { GATE_CLI } from './gate-cli.ts';

export const gate: Family = {
  capgate: GATE_CLI,
  // What an agent's host runs says what a person was shown: nobody else has anything to tell it.
  'capgate-hook capgate-run': {
    does: 'gate.tamper',
    operands: 'text*',
    values: { '--socket --deadline-ms --token': 'text' },
  },
};
