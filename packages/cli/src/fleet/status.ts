/** `capgate fleet status`. */
import { visible, visibleJson } from '@capgate/base';
import type { FleetStatus, NodeStatus } from '@capgate/fleet/run';
import type { Arguments } from '../arguments.ts';
import { asking } from '../gate/ask.ts';
import { ExitStatus, type Io } from '../io.ts';
import { machineOf } from '../machine/machine.ts';
import { fleetFolder, nodeSocket } from '../machine/places.ts';
import { distanceText, durationText, timeText } from '../machine/times.ts';
import { told } from '../machine/told.ts';
import { findFleet } from './find.ts';
import { gateStatus } from './gate-status.ts';

/** Those that a person reads; a program gets all by --json. */
const ALERTS_SHOWN = 10;

export async function run(args: Arguments, io: Io): Promise<number> {
  const { readNodeFile } = await findFleet('enrolment');
  const folder = fleetFolder(io, args.value('folder'));
  const file = await told(() => readNodeFile(folder, machineOf(io)));
  if (file?.node.tier === 'local') return asking(args, io, async (client) => shown(await gateStatus(client), args, io));
  const { askStatus } = await findFleet('run');
  return shown(await told(() => askStatus(nodeSocket(folder))), args, io);
}

async function shown(status: FleetStatus, args: Arguments, io: Io): Promise<number> {
  await io.stdout.write(args.has('json') ? `${visibleJson(status)}\n` : statusText(status, Date.now()));
  return status.partition.kind === 'cut off' ? ExitStatus.PROBLEM : ExitStatus.OK;
}

export function statusText(status: FleetStatus, nowMs: number): string {
  const parts = [headLines(status, nowMs), nodeLines(status), cohortLines(status), quarantineLines(status, nowMs)];
  const lines = [...parts, heldLines(status, nowMs), documentLines(status), alertLines(status)]
    .filter((part) => part.length > 0)
    .flatMap((part) => [...part, '']);
  return lines
    .slice(0, -1)
    .map((line) => `${visible(line)}\n`)
    .join('');
}

function headLines(
  { tier, name, sinceMs, partition, waiting, hubs, threshold, wholeAgeMs, isStale }: FleetStatus,
  nowMs: number,
) {
  const { kind, silent, peers } = partition;
  return [
    `Node       ${name}, ${tier}, since ${distanceText(sinceMs, nowMs)}`,
    `Fleet      ${kind}, ${silent} of ${peers} silent`,
    `Decide     ${threshold} of ${hubs.join(', ')}`,
    `Waiting    ${waiting} to be sent`,
    ...(wholeAgeMs === undefined
      ? []
      : [`Heard      ${durationText(wholeAgeMs)} ago${isStale ? ', which is too long' : ''}`]),
  ];
}

function nodeLines({ nodes }: FleetStatus): readonly string[] {
  const title = nodes.length === 0 ? [] : ['Nodes'];
  return [...title, ...nodes.map((node) => `  ${node.name.padEnd(24)} ${node.tier.padEnd(8)} ${nodeText(node)}`)];
}

function nodeText({ tenant, score, isUp }: NodeStatus): string {
  const heard = isUp === undefined ? [] : [isUp ? 'heard of' : 'silent'];
  const relied = score === undefined ? [] : [`relied on by ${score.toFixed(2)}`];
  return [`of ${tenant}`, ...heard, ...relied].join(', ');
}

function cohortLines({ cohorts }: FleetStatus): readonly string[] {
  const title = cohorts.length === 0 ? [] : ['Agents, and what there is most of in a window'];
  const lines = cohorts.map(({ tenant, cohort, agents, nodes, findings, most }) => {
    const places = most.map(({ behaviour, location }) => `${behaviour} ${location.toPrecision(2)}`);
    return `  ${cohort} of ${tenant}: ${agents} at ${nodes} nodes, ${findings} changed; ${places.join(', ')}`;
  });
  return [...title, ...lines];
}

function quarantineLines({ quarantines }: FleetStatus, nowMs: number): readonly string[] {
  const title = quarantines.length === 0 ? [] : ['In quarantine'];
  const lines = quarantines.map(({ tenant, agent, untilMs, why, signers }) => {
    return `  ${agent} of ${tenant}, until ${distanceText(untilMs, nowMs)}: ${why}; signed by ${signers.join(', ')}`;
  });
  return [...title, ...lines];
}

function heldLines({ held }: FleetStatus, nowMs: number): readonly string[] {
  const title = held.length === 0 ? [] : ['Not kept apart unless a person says so (capgate fleet quarantine)'];
  const lines = held.map(({ tenant, agent, sinceMs, why, next }) => {
    const after = next === undefined ? '' : `; its next ${next.windows} windows: ${next.decision}`;
    return `  ${agent} of ${tenant}, ${distanceText(sinceMs, nowMs)}: ${why}${after}`;
  });
  return [...title, ...lines];
}

function documentLines({ documents }: FleetStatus): readonly string[] {
  const title = documents.length === 0 ? [] : ['What comes down to gates'];
  const lines = documents.map(({ kind, name, tenant, version, signers, ageMs, isOld }) => {
    const what = [kind, name ?? []].flat().join(' ');
    const age = `issued ${durationText(Math.max(0, ageMs))} ago${isOld ? ', which is too long' : ''}`;
    return `  ${what} for ${tenant ?? 'all'}, version ${version}, ${age}; signed by ${signers.join(', ')}`;
  });
  return [...title, ...lines];
}

function alertLines({ alerts }: FleetStatus): readonly string[] {
  const title = alerts.length === 0 ? [] : ['Alerts, the newest first'];
  const lines = alerts.slice(0, ALERTS_SHOWN).map(({ atMs, severity, kind, text }) => {
    return `  ${timeText(atMs)} ${severity} ${kind}: ${text}`;
  });
  return [...title, ...lines];
}
