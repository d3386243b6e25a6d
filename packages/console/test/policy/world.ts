/** A policy with a history, made by persons through the service itself. */
import { person } from '../../../gate/test/http/harness.ts';
import type { World } from '../harness.ts';

export const grace = { ...person, name: 'grace', person: 'grace' };

export const FIRST = {
  security: {
    mode: 'balanced',
    user: {
      version: 1,
      rules: [
        {
          id: 'no-force-push',
          verdict: 'deny',
          reason: 'History here is everybody’s.',
          when: { effect: 'vcs.force-push' },
          examples: { match: ['git push --force'], ignore: ['git push'] },
        },
      ],
    },
  },
};

export const SECOND = {
  security: {
    ...FIRST.security,
    approvals: { people: { CRITICAL: 2 } },
    user: {
      version: 1,
      rules: [
        ...FIRST.security.user.rules,
        {
          id: 'no-publishing',
          verdict: 'deny',
          reason: 'Releases are made by the pipeline.',
          when: { effect: 'package.publish' },
          except: [{ directory: '/srv/release' }],
          examples: { match: ['npm publish'], ignore: ['npm install'] },
        },
        {
          id: 'terraform-plans',
          verdict: 'allow',
          when: { tool: 'terraform', subcommand: ['plan', 'validate'], risk: ['SAFE', 'LOW', 'MEDIUM', 'HIGH'] },
          examples: { match: ['terraform plan'], ignore: ['terraform apply'] },
        },
      ],
    },
  },
};

export async function makeVersion(
  world: World,
  by: typeof person,
  parent: number,
  document: object,
  reason: string,
): Promise<number> {
  const { version } = await world.service.gate.policies.change(by, { parent, document, reason });
  await world.service.stored();
  return version;
}

export async function putInForce(world: World, by: typeof person, version: number, reason: string): Promise<void> {
  await world.service.gate.policies.activate(by, { version, reason });
  await world.service.stored();
}
