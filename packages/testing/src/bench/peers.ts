/**
 * Other deciders on the same commands in the same run.
 *
 * cc-safety-net is called through `checkCommand`, the one function its package exports for analysis (`cc-safety-net/api`).
 * At every call it looks its protected paths up on disk: that is what its users get, so it is timed whole. It needs a
 * working directory that exists, else it answers "deny" at once without an analysis.
 *
 * Cedar decides on attributes, not on command lines: it is given the flags that `decide` found, so that its time has
 * no reading of the command in it. Its policies are parsed once, by `preparsePolicySet`, and say what the modes say at
 * their simplest: deny what is critical or destroys for good, ask about what is dangerous, else permit. Cedar knows no
 * "ask": the policy that forbids, which the answer names, tells ask from deny.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Capability, type CommandAction, decide, type Risk } from '@capgate/core';
import {
  preparsePolicySet,
  type StatefulAuthorizationCall,
  statefulIsAuthorized,
} from '@cedar-policy/cedar-wasm/nodejs';
import { checkCommand } from 'cc-safety-net/api';
import { evaluationContext } from '../evaluation-context.ts';
import { decideWork, toActions } from './decisions.ts';
import type { Section } from './rows.ts';
import { percentile } from './statistics.ts';
import { perItemNs, warmUp, type Work } from './timing.ts';

/** Commands that the peers are timed on: the slower one takes milliseconds each. */
const SAMPLE = 1000;
const OWN_ROUNDS = 25;
const CEDAR_ROUNDS = 9;
const SAFETY_NET_ROUNDS = 3;
const POLICY_SET = 'bench';

const POLICIES = `
permit (principal, action, resource);
@id("deny") forbid (principal, action, resource) when { context.risk >= 4 || (context.destructive && context.irreversible) };
@id("ask") forbid (principal, action, resource) when { context.risk >= 3 || context.destructive || context.unknown };
`;

/** Times the peers and `decide` on the first commands of `commands`. */
export function measurePeers(commands: readonly string[]): Section {
  const sample = commands.filter((command) => command.trim() !== '').slice(0, SAMPLE);
  const actions = toActions(sample);
  const own = medianNs(decideWork(actions, evaluationContext('balanced')), sample.length, OWN_ROUNDS);
  const cedar = medianNs(cedarWork(actions), sample.length, CEDAR_ROUNDS);
  const safetyNet = measureSafetyNet(sample);
  return {
    title: 'peers on the same commands',
    notes: [
      `p50 over ${sample.length} of the distinct commands; cc-safety-net looks at the disk too, Cedar reads no command`,
    ],
    rows: [
      { name: 'decide, mode balanced', unit: 'ns', value: own },
      { name: 'cc-safety-net checkCommand', unit: 'ns', value: safetyNet },
      { name: 'cc-safety-net to decide', unit: '×', value: safetyNet / own, bar: { limit: 500, atLeast: true } },
      { name: 'cedar-wasm statefulIsAuthorized', unit: 'ns', value: cedar },
      { name: 'cedar-wasm to decide', unit: '×', value: cedar / own },
    ],
  };
}

function medianNs(work: Work, count: number, rounds: number): number {
  warmUp(work, count, 300);
  return percentile(perItemNs(work, count, rounds).itemNs.sort(), 50);
}

function measureSafetyNet(commands: readonly string[]): number {
  const cwd = mkdtempSync(join(tmpdir(), 'capgate-bench-'));
  const isDenied = (command: string) => checkCommand({ command, cwd }).kind === 'deny';
  try {
    if (isDenied('ls -la') || !isDenied('git reset --hard'))
      throw new Error('expected cc-safety-net to tell a listing from a reset');
    return medianNs((index) => Number(isDenied(commands[index] as string)), commands.length, SAFETY_NET_ROUNDS);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

function cedarWork(actions: readonly CommandAction[]): Work {
  const parsed = preparsePolicySet(POLICY_SET, { staticPolicies: POLICIES });
  if (parsed.type === 'failure')
    throw new Error(`expected Cedar to read the policies, met ${JSON.stringify(parsed.errors)}`);
  const context = evaluationContext('balanced');
  const calls = actions.map((action) => cedarCall(decide(action, context)));
  return (index) => {
    const answer = statefulIsAuthorized(calls[index] as StatefulAuthorizationCall);
    if (answer.type === 'failure') throw new Error(`expected Cedar to decide, met ${JSON.stringify(answer.errors)}`);
    return Number(answer.response.decision === 'deny');
  };
}

function cedarCall({ risk, flags }: { risk: Risk; flags: number }): StatefulAuthorizationCall {
  return {
    principal: { type: 'Agent', id: 'agent' },
    action: { type: 'Action', id: 'run' },
    resource: { type: 'Host', id: 'host' },
    context: {
      risk,
      destructive: (flags & Capability.DESTRUCTIVE) !== 0,
      irreversible: (flags & Capability.IRREVERSIBLE) !== 0,
      unknown: (flags & Capability.UNKNOWN_TOOL) !== 0,
    },
    preparsedPolicySetId: POLICY_SET,
    entities: [],
  };
}
