/**
 * Checks that imports go only where `layer-rules.ts` allows, and that there was something to check: a
 * cruise that reads no TypeScript finds no violation either.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { layerOptions, layerRules } from './layer-rules.ts';

export interface LayersResult {
  /** How many modules of ours were read. */
  moduleCount: number;
  /** How many imports were followed between them. */
  importCount: number;
  violations: { rule: string; from: string; to: string }[];
}

/** Reads the imports of every module under `folder`/packages and compares them with the rules. */
export async function checkLayers(folder: string): Promise<LayersResult> {
  const { output } = await cruise(['packages'], {
    ...layerOptions,
    baseDir: resolve(folder),
    ruleSet: { forbidden: layerRules },
    validate: true,
  });
  if (typeof output === 'string') throw new TypeError('expected the cruise as an object, met a text');
  const { modules, summary }: ICruiseResult = output;
  const own = modules.filter((module) => module.source.startsWith('packages/'));
  return {
    moduleCount: own.length,
    importCount: own.flatMap((module) => module.dependencies).length,
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

/** Fewer than these, and the check has lost its eyes rather than the house its rooms. */
const moduleCountMin = 250;
const importCountMin = 800;

async function main(): Promise<void> {
  const { moduleCount, importCount, violations } = await checkLayers(fileURLToPath(new URL('..', import.meta.url)));
  console.log(`layers: ${moduleCount} modules, ${importCount} imports, ${violations.length} violations`);
  for (const { rule, from, to } of violations) console.error(`${rule}: ${from} → ${to}`);
  if (moduleCount < moduleCountMin || importCount < importCountMin) {
    console.error(`expected at least ${moduleCountMin} modules and ${importCountMin} imports: was TypeScript read?`);
    process.exitCode = 1;
  }
  if (violations.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
