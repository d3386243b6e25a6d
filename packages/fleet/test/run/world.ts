/** A fleet that is enrolled as real ones are, on this machine's disk: a hub, an aggregator, and local nodes of a tenant. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@capgate/base';
import { NodeDisk, systemClock, systemRandom } from '@capgate/base/node';
import { RISKS, VERDICTS } from '@capgate/core';
import { nodePrimitives } from '@capgate/keys/node';
import { freePort } from '@capgate/testing';
import { enrol, type EnrolmentParts, Fleet, openNode, serveEnrolment } from '../../src/adapters/enrolment/index.ts';
import type { RunOptions } from '../../src/adapters/run/index.ts';
import { AGENT_KINDS, baselineText, type Observed, REACHED_SCOPES, signDocument, type Tier } from '../../src/index.ts';
import { World } from '../../src/simulation/world.ts';

export const TENANT = 'acme';
export const HUB = 'hub-1';
export const REGION = 'region-1';
export const EDGES = ['edge-1', 'edge-2'] as const;
/** Names of agents begin with it. */
export const COHORT = AGENT_KINDS[0] as string;

export const parts: EnrolmentParts = {
  disk: new NodeDisk(),
  clock: systemClock,
  random: systemRandom,
  primitives: nodePrimitives,
  passphrase: async () => undefined,
};

export class RunWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'capgate-run-'));
  readonly faults: unknown[] = [];
  /** Whoever runs is stopped in the end. */
  readonly #running = new Set<{ stop(): Promise<void> }>();

  static async make(): Promise<RunWorld> {
    const world = new RunWorld();
    const port = await freePort();
    const fleet = await Fleet.make({ folder: world.folderOf(HUB), node: HUB, hosts: ['localhost'], port }, parts);
    const server = await serveEnrolment(fleet, { port, clock: systemClock, onFault: (e) => world.faults.push(e) });
    const enrolled = async (node: string, tier: Tier, tenant: string, parent: string): Promise<void> => {
      const token = await fleet.makeToken({ node, tier, tenant, parent });
      await enrol({ token, folder: world.folderOf(node) }, parts);
    };
    await enrolled(REGION, 'regional', 'fleet', HUB);
    for (const edge of EDGES) await enrolled(edge, 'local', TENANT, REGION);
    await server.close();
    fleet.close();
    return world;
  }

  folderOf(node: string): string {
    return join(this.folder, node);
  }

  options(node: string, clock: Clock, others: Partial<RunOptions>): RunOptions {
    return { ...parts, clock, folder: this.folderOf(node), onFault: (error) => this.faults.push(error), ...others };
  }

  running<Node extends { stop(): Promise<void> }>(node: Node): Node {
    this.#running.add(node);
    return node;
  }

  async stopped(node: { stop(): Promise<void> }): Promise<void> {
    this.#running.delete(node);
    await node.stop();
  }

  async stop(): Promise<void> {
    for (const node of this.#running) await this.stopped(node);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What is usual of the cohort, as the hub signs it. */
  async baseline(): Promise<string> {
    const { cohort, sizes } = new World(60, 0, 1).learn(200);
    const issue = { kind: 'baseline', tenant: null, name: COHORT, version: 1, issuedMs: 1 } as const;
    const { key } = await openNode(this.folderOf(HUB), parts);
    return signDocument(issue, baselineText({ levels: cohort, sizes }), key, nodePrimitives);
  }
}

type Made = Parameters<Required<import('@capgate/gate').Extension>['onDecision']>[0];

const digits = (word: number): string => word.toString(16).padStart(8, '0');

/** The record that a gate makes of what an agent did. */
export function madeOf(agent: string, { flags, tool, risk, judged, scopes }: Observed & { judged?: number }): Made {
  const descriptor = `${'0'.repeat(12)}${digits(tool)}${digits(flags)}`.padEnd(48, '0');
  return {
    tenant: TENANT,
    agent,
    descriptor,
    risk: RISKS[risk],
    judged: VERDICTS[judged ?? 0],
    scopes: REACHED_SCOPES.filter((_, bit) => (scopes & (1 << bit)) !== 0),
  } as unknown as Made;
}
