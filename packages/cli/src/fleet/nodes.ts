/** `capgate fleet nodes`. */
import { visible, visibleJson } from '@capgate/base';
import type { FleetList } from '@capgate/fleet/enrolment';
import { fingerprint, type Primitives } from '@capgate/keys';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { machineOf } from '../machine/machine.ts';
import { timeText } from '../machine/times.ts';
import { inFleet } from './place.ts';

export function run(args: Arguments, io: Io): Promise<number> {
  return inFleet(args, io, async (fleet) => {
    const list = listed(await fleet.list(), machineOf(io).primitives);
    await io.stdout.write(args.has('json') ? `${visibleJson(list)}\n` : textOf(list));
    return ExitStatus.OK;
  });
}

type Listed = ReturnType<typeof listed>;

/** Without what opens anything: of a token its node and its time. */
function listed({ nodes, revocations, tokens }: FleetList, primitives: Primitives) {
  return {
    nodes: nodes.map(({ identity, ...node }) => ({ ...node, identity: fingerprint(identity, primitives) })),
    revocations: revocations.map(({ node, identity, fromMs, why }) => ({ node, identity, fromMs, why })),
    tokens: tokens.map(({ node, tier, tenant, expiresMs }) => ({ node, tier, tenant, expiresMs })),
  };
}

function textOf({ nodes, revocations, tokens }: Listed): string {
  const lines = [
    ...nodes.map(({ node, tier, tenant, parent, enrolledMs }) => {
      const below = parent === undefined ? '' : ` below ${parent}`;
      return `${node.padEnd(24)} ${tier.padEnd(8)} of ${tenant}${below}, enrolled ${timeText(enrolledMs)}`;
    }),
    ...revocations.map(({ node, fromMs, why }) => `${node.padEnd(24)} revoked since ${timeText(fromMs)}: ${why}`),
    ...tokens.map(
      ({ node, tier, expiresMs }) => `${node.padEnd(24)} ${tier.padEnd(8)} may enrol until ${timeText(expiresMs)}`,
    ),
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
}
