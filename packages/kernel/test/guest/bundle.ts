/**
 * One module of JavaScript out of many of TypeScript: taking the types away in a guest costs it five seconds, and each
 * file that it opens some milliseconds.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';
import type { Suite } from './suite.ts';

/** What brings machine code along, and is loaded from where it lies. */
const NATIVE = new Set(['koffi']);
const ENTRY = 'suites';

/** A module that runs `suites` when it is loaded, wherever it lies on this machine. */
export async function bundle(suites: readonly Suite[]): Promise<string> {
  const built = await rolldown({
    input: ENTRY,
    platform: 'node',
    resolve: { conditionNames: ['@capgate/source', 'node', 'import', 'default'] },
    plugins: [entry(suites), native(), atHome()],
  });
  const { output } = await built.generate({ format: 'esm', codeSplitting: false });
  await built.close();
  return output[0].code;
}

function entry(suites: readonly Suite[]): Plugin {
  const runner = fileURLToPath(new URL('runner.ts', import.meta.url));
  const imports = suites.map(({ url }, index) => `import s${index} from ${JSON.stringify(fileURLToPath(url))};`);
  const list = suites.map((_, index) => `s${index}`).join(', ');
  return {
    name: 'entry',
    resolveId: (source) => (source === ENTRY ? `\0${ENTRY}` : null),
    load: (id) =>
      id === `\0${ENTRY}`
        ? [`import { runAll } from ${JSON.stringify(runner)};`, ...imports, `await runAll([${list}]);`].join('\n')
        : null,
  };
}

function native(): Plugin {
  return {
    name: 'native',
    resolveId: (source, importer) =>
      NATIVE.has(source) && importer !== undefined
        ? { id: createRequire(importer).resolve(source), external: true }
        : null,
  };
}

/** Modules look for what lies beside them where they lie themselves, not beside the bundle. */
function atHome(): Plugin {
  return {
    name: 'at-home',
    transform: (code, id) =>
      code.includes('import.meta.')
        ? code
            .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
            .replaceAll('import.meta.filename', JSON.stringify(id))
            .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
        : null,
  };
}
