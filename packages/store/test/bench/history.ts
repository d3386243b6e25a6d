/** Decisions as a busy day of many agents writes them. */
import type { IndexedRecord } from '../../src/index.ts';
import { decision, record } from '../harness.ts';

const COMMANDS = [
  'npm test',
  'git status --short',
  'npm run build -- --filter=packages/core --mode production',
  'ls -la src',
];
/** How many sessions go on side by side, and how many decisions each has. */
const SESSIONS_AT_A_TIME = 40;
const DECISIONS_A_SESSION = 500;

/** The decision of this number: one in fifty is asked about, one in five hundred denied. */
function decisionRecord(i: number): IndexedRecord {
  const generation = Math.floor(i / (SESSIONS_AT_A_TIME * DECISIONS_A_SESSION));
  const verdict = i % 500 === 0 ? 'deny' : i % 50 === 0 ? 'ask' : 'allow';
  const body = decision({
    session: `0190aaaa-${generation}-${i % SESSIONS_AT_A_TIME}`,
    agent: `agent-${i % 7}`,
    action: { command: `${COMMANDS[i % COMMANDS.length]} # ${i % 997}`, kind: 'command' },
    verdict,
    judged: verdict,
    risk: verdict === 'deny' ? 'CRITICAL' : verdict === 'ask' ? 'HIGH' : 'LOW',
    reasons: ['NETWORK'],
    // So many tools, and a host now and then.
    descriptor: `544350020002${(i % 61).toString(16).padStart(8, '0')}00000302${'0'.repeat(20)}`,
    scopes: ['workspace'],
    ...(i % 20 === 0 && { hosts: [`host-${i % 50}.example`] }),
  });
  return record(i, 'decision', body, 1_700_000_000_000 + i * 5);
}

export function decisionRecords(from: number, count: number): IndexedRecord[] {
  return Array.from({ length: count }, (_, i) => decisionRecord(from + i));
}
