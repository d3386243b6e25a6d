import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layerRules } from '../layer-rules.ts';
import { checkLayers, type LayersResult } from '../layers.ts';

const plain = 'export const value = 1;\n';

/** Allowed imports, and for each rule one that it must report. */
const house: Record<string, string> = {
  'node_modules/unbash/package.json': '{ "name": "unbash", "main": "index.js" }',
  'node_modules/unbash/index.js': plain,
  'node_modules/yaml/package.json': '{ "name": "yaml", "main": "index.js" }',
  'node_modules/yaml/index.js': plain,
  'packages/core/package.json':
    '{ "name": "@capgate/core", "type": "module", "dependencies": { "unbash": "1", "yaml": "1" } }',
  'packages/core/src/index.ts': plain,
  'packages/core/src/decide.ts': `import './policy/fine.ts';\nimport 'unbash';\n`,
  'packages/core/src/descriptor/fine.ts': plain,
  'packages/core/src/shell/fine.ts': plain,
  'packages/core/src/knowledge/fine.ts': `import '../descriptor/fine.ts';\nimport '../shell/fine.ts';\n`,
  'packages/core/src/policy/fine.ts': `import '../knowledge/fine.ts';\n`,
  'packages/core/test/fine.test.ts': `import '../src/decide.ts';\n`,
  'packages/testing/src/index.ts': `import '../../core/src/index.ts';\n`,
  'packages/cli/src/main.ts': `import '../../core/src/index.ts';\n`,

  'packages/base/src/node/index.ts': `import 'node:fs';\n`,
  'packages/keys/src/index.ts': plain,
  'packages/audit/src/index.ts': plain,
  'packages/gate/src/index.ts': plain,
  'packages/gate/src/gate-low.ts': `import '../../client/src/index.ts';\n`,
  'packages/client/src/index.ts': plain,
  'packages/kernel/src/kernel-low.ts': `import '../../gate/src/index.ts';\n`,
  'packages/client/src/client-low.ts': `import '../../gate/src/index.ts';\n`,
  'packages/agents/src/agents-low.ts': `import '../../gate/src/index.ts';\n`,
  'packages/fleet/src/fleet-low.ts': `import '../../lab/src/lab-low.ts';\n`,
  'packages/fleet/src/behaviour/fleet-pure.ts': `import 'node:fs';\n`,
  'packages/fleet/src/behaviour/fleet-joins.ts': `import type {} from '../../../gate/src/index.ts';\n`,
  'packages/fleet/src/adapters/gate/fleet-joins-by-types.ts': `import '../../../../gate/src/index.ts';\n`,
  'packages/fleet/src/adapters/gate/fine.ts': `import type {} from '../../../../gate/src/index.ts';\n`,
  'packages/lab/src/lab-low.ts': `import '../../gate/src/index.ts';\n`,
  'packages/lab/src/statistics/lab-pure.ts': `import 'node:fs';\n`,
  'packages/console/src/console-low.ts': `import '../../core/src/index.ts';\n`,
  'packages/store/src/store-low.ts': `import '../../keys/src/index.ts';\n`,
  'packages/base/src/base-low.ts': `import '../../keys/src/index.ts';\n`,
  'packages/keys/src/keys-low.ts': `import '../../audit/src/index.ts';\n`,
  'packages/audit/src/audit-low.ts': `import '../../core/src/index.ts';\n`,
  'packages/base/src/node-apart.ts': `import 'node:fs';\n`,
  'packages/base/src/node-door.ts': `import './node/index.ts';\n`,
  'packages/audit/src/verify/verify-alone.ts': `import '../index.ts';\n`,

  'packages/core/src/descriptor/core-descriptor.ts': `import '../shell/fine.ts';\n`,
  'packages/core/src/shell/core-shell.ts': `import type {} from '../descriptor/fine.ts';\n`,
  'packages/core/src/knowledge/core-knowledge.ts': `import '../policy/fine.ts';\n`,
  'packages/core/src/policy/core-policy.ts': `export const later = import('../decide.ts');\n`,
  'packages/core/src/core-alone.ts': `import '../../cli/src/main.ts';\n`,
  'packages/core/src/core-pure.ts': `import 'node:fs';\n`,
  'packages/core/src/core-dependencies.ts': `import 'yaml';\n`,
  'packages/cli/src/testing-apart.ts': `import '../../testing/src/index.ts';\n`,
  'packages/testing/src/testing-low.ts': `import '../../cli/src/main.ts';\n`,
  'packages/cli/src/public-door.ts': `import '../../core/src/decide.ts';\n`,
  'packages/cli/src/no-cycle.ts': `import './no-cycle-too.ts';\n`,
  'packages/cli/src/no-cycle-too.ts': `import './no-cycle.ts';\n`,
  'packages/cli/src/resolved.ts': `import './nowhere.ts';\n`,
};

describe('checkLayers', () => {
  let folder: string;
  let result: LayersResult;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'capgate-layers-'));
    for (const [path, text] of Object.entries(house)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    result = await checkLayers(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(layerRules.map((rule) => String(rule.name)))('reports a breach of %s', (name) => {
    // Of a cycle, either module may be the one that is named first.
    const breaches = result.violations.filter(({ rule, from, to }) => {
      return rule === name && `${from} ${to}`.includes(`/${name}.ts`);
    });
    expect(breaches).toHaveLength(1);
  });

  test('reports nothing else', () => {
    const fine = result.violations.filter(({ from }) => from.includes('fine') || from.includes('decide'));
    expect(fine).toEqual([]);
  });

  test('counts what it read', () => {
    const ours = Object.keys(house).filter((path) => path.endsWith('.ts'));
    expect(result.moduleCount).toBe(ours.length);
  });
});
