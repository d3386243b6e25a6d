/**
 * Builds what is published: `packages/core/dist` (a module for any runtime, with its types), `packages/lab/dist` (three
 * modules for Node, and its programs of threads and processes; of what they need only our own packages are bundled in) and `packages/cli/dist`
 * (split into chunks, so that a subcommand loads only what it needs; our other packages, unbash and yaml are bundled in),
 * with the page of the service beside.
 *
 * With `--if-stale` it does nothing where the outputs are newer than every source.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type BuildOptions, type OutputChunk, type Plugin } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const core = join(root, 'packages/core');
const cli = join(root, 'packages/cli');
const lab = join(root, 'packages/lab');
const fleet = join(root, 'packages/fleet');
const catalogue = join(core, 'src/knowledge/tables/catalogue.ts');
const families = join(core, 'src/knowledge/families');

/** What the sandbox runs in a shell; read from beside the modules. */
const labScripts = ['sandbox/isolate.sh', 'sandbox/prove.sh', 'effects/tree.sh'].map((path) =>
  join(lab, 'src/truth', path),
);

const program = join(cli, 'src/serve/program.ts');
const kernelProgram = join(cli, 'src/run/program.ts');
const service = join(cli, 'dist/service');
const launchers = join(root, 'packages/agents/launcher');
const kernelPrograms = join(root, 'packages/kernel/bpf');
const page = join(root, 'packages/console');
/** Where the service finds the page; `files.json` there names its files (see `readPage` of the gate). */
const pageOutput = join(cli, 'dist/console');

/** What the CLI and its service bundle besides core. */
const bundled = ['base', 'keys', 'audit', 'store', 'gate', 'client', 'agents', 'kernel'].map((name) =>
  join(root, 'packages', name, 'src'),
);
const sources = [
  ...[core, cli, lab, fleet].map((folder) => join(folder, 'src')),
  ...bundled,
  launchers,
  kernelPrograms,
  ...['src', 'index.html', 'vite.config.ts'].map((path) => join(page, path)),
  join(root, 'scripts/build.ts'),
  join(root, 'package-lock.json'),
];
const outputs = [
  join(core, 'dist/index.js'),
  join(core, 'dist/index.d.ts'),
  join(lab, 'dist/index.js'),
  join(fleet, 'dist/index.js'),
  join(cli, 'dist/main.cjs'),
  join(pageOutput, 'files.json'),
];

/**
 * Compiles the knowledge at build time. In development `catalogue.ts` compiles the families whenever it is loaded; in
 * a bundle that one module is replaced, so that neither the families nor the time to compile them reach a user. The
 * tables come from the very module that is replaced, run here. They lie in the bundle as text, which works in any
 * runtime, or, for Node alone, in a file beside it that is used as it lies: a start then costs no decoding.
 */
function compiledCatalogue(as: 'text' | 'file' | 'shared-file'): Plugin {
  return {
    name: 'compiled-catalogue',
    async load(id) {
      if (id !== catalogue) return null;
      const { tables } = await import('../packages/core/src/knowledge/tables/catalogue.ts');
      const { encodeTables, packTables } = await import('../packages/core/src/knowledge/tables/tables.ts');
      if (as === 'text') {
        const text = JSON.stringify(encodeTables(tables));
        return `import { decodeTables } from './tables.ts';\nexport const tables = decodeTables(${text});`;
      }
      const path = as === 'file' ? "__dirname + '/knowledge.bin'" : "import.meta.dirname + '/../knowledge.bin'";
      if (as === 'file') this.emitFile({ type: 'asset', fileName: 'knowledge.bin', source: packTables(tables) });
      return [
        `import { readFileSync } from 'node:fs';`,
        `import { openTables } from './tables.ts';`,
        `export const tables = openTables(readFileSync(${path}));`,
      ].join('\n');
    },
  };
}

/** The service, and the kernel's side, are a bundle beside the others; this is how the CLI finds it there. */
function serviceBeside(): Plugin {
  const ways = new Map([
    [
      program,
      `export const loadService = () => import(beside('service').href);
      export const launcher = () =>
        fileURLToPath(new URL(folder + \`../launcher/\${process.platform}-\${process.arch}/capgate-hook\`, pathToFileURL(__filename)));
      export const pageFolder = () => fileURLToPath(new URL(folder + '../console/', pathToFileURL(__filename)));
      export const threads = () => ({ log: beside('log-thread'), store: beside('store-thread') });`,
    ],
    [
      kernelProgram,
      `export const loadKernel = () => import(beside('kernel').href);
      export const confinedThread = () => beside('confined-thread');
      export const answeringThread = () => beside('answering-thread');
      export const kernelPrograms = () => fileURLToPath(new URL(folder + 'bpf/', pathToFileURL(__filename)));`,
    ],
  ]);
  return {
    name: 'service-beside',
    load(id) {
      const way = ways.get(id);
      if (way === undefined) return null;
      return [
        `import { fileURLToPath, pathToFileURL } from 'node:url';`,
        // This module lies among the chunks, or beside them.
        `const folder = __dirname.endsWith('chunks') ? '../service/' : './service/';`,
        `const beside = (name) => new URL(folder + name + '.mjs', pathToFileURL(__filename));`,
        way,
      ].join('\n');
    },
  };
}

const coreBundle = {
  input: join(core, 'src/index.ts'),
  platform: 'neutral',
  external: ['unbash'],
  plugins: [compiledCatalogue('text')],
  output: {
    dir: join(core, 'dist'),
    format: 'esm',
    entryFileNames: 'index.js',
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  },
} satisfies BuildOptions;

/** The packages that npm installs with the one in `folder`, and those that it uses where they are: never bundled in. */
function installedBeside(folder: string): RegExp {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, object | undefined>;
  const names = ['dependencies', 'peerDependencies'].flatMap((kind) => Object.keys(manifest[kind] ?? {}));
  return new RegExp(`^(?:${names.join('|')})(?:/|$)`, 'u');
}

const labBundle = {
  input: {
    index: join(lab, 'src/index.ts'),
    measure: join(lab, 'src/measure/index.ts'),
    statistics: join(lab, 'src/statistics/index.ts'),
    thread: join(lab, 'src/run/thread.ts'),
    'decision-program': join(lab, 'src/claims/decision-program.ts'),
  },
  platform: 'node',
  external: [/^node:/u, installedBeside(lab), /^pkcs11js$/u],
  resolve: { conditionNames: ['@capgate/source', 'node'] },
  output: { dir: join(lab, 'dist'), format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
} satisfies BuildOptions;

/** An entry for each door of the package. */
const fleetBundle = {
  input: {
    index: join(fleet, 'src/index.ts'),
    enrolment: join(fleet, 'src/adapters/enrolment/index.ts'),
    nats: join(fleet, 'src/adapters/nats/index.ts'),
    run: join(fleet, 'src/adapters/run/index.ts'),
    simulation: join(fleet, 'src/adapters/simulation/index.ts'),
  },
  platform: 'node',
  external: [/^node:/u, installedBeside(fleet), /^pkcs11js$/u],
  resolve: { conditionNames: ['@capgate/source', 'node'] },
  output: { dir: join(fleet, 'dist'), format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
} satisfies BuildOptions;

const cliBundle = {
  input: join(cli, 'src/main.ts'),
  // Under Node's own conditions yaml would come as CommonJS, which can't be shaken and loads slower.
  platform: 'neutral',
  external: [/^node:/u],
  // Packages that name no exports name their module.
  resolve: { conditionNames: ['@capgate/source', 'import', 'default'], mainFields: ['module'] },
  // What is looked for beside the program, such as pkcs11js, is looked for from where the bundle lies.
  transform: { define: { 'import.meta.url': '__filename' } },
  plugins: [compiledCatalogue('file'), serviceBeside()],
  output: {
    dir: join(cli, 'dist'),
    // As CommonJS: it starts in less time than modules do, which build a view of each of Node's own modules they import.
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    // What every check needs lies in one file, since each further one costs time at every start; nothing else does.
    codeSplitting: { groups: [{ name: 'check', test: isForEveryCheck }] },
    // Less to read at every start, and a stack trace still names its functions.
    minify: {
      compress: true,
      mangle: { toplevel: true, keepNames: { function: true, class: true } },
      codegen: { removeWhitespace: true },
    },
  },
} satisfies BuildOptions;

/** The service, its threads, and the kernel's side. Of what it needs, only what has native parts stays outside. */
const serviceBundle = {
  input: {
    service: join(cli, 'src/serve/service.ts'),
    'log-thread': join(root, 'packages/gate/src/recorder/worker.ts'),
    'store-thread': join(root, 'packages/store/src/worker/main.ts'),
    kernel: join(root, 'packages/kernel/src/index.ts'),
    'confined-thread': join(root, 'packages/kernel/src/backstop/thread.ts'),
    'answering-thread': join(root, 'packages/kernel/src/tiers/notify/answerer.ts'),
  },
  platform: 'node',
  external: [/^node:/u, 'koffi', 'pg-native', 'pkcs11js'],
  resolve: { conditionNames: ['@capgate/source', 'node'] },
  plugins: [compiledCatalogue('shared-file')],
  output: {
    dir: service,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    minify: {
      compress: true,
      mangle: { keepNames: { function: true, class: true } },
      codegen: { removeWhitespace: true },
    },
  },
} satisfies BuildOptions;

/** Modules that `capgate check COMMAND` runs. */
function isForEveryCheck(id: string): boolean {
  const other =
    /\/core\/src\/(?:descriptor\/(?:public-family|lossless-family|family|registry|evaluate|compound)|policy\/(?:lint|coverage|examples)|known-commands)\.ts|\/cli\/src\/(?:completion|descriptor|explain|policy|registry|scan|keys|audit|machine|serve|gate|hook|(?:doctor|exec|fleet|import|install|lab|mcp|run|shell)\/(?!spec)|installed|progress|help|check\/jsonl)/u;
  return /\/packages\/(?:core|cli)\/src\/|\/node_modules\/unbash\//u.test(id) && !other.test(id);
}

async function bundle(options: BuildOptions & { output: { dir: string } }): Promise<OutputChunk[]> {
  // How long a plug-in takes is a matter of the machine, and no fault of the build.
  const { output } = await build({ ...options, checks: { pluginTimings: false }, onLog: failOnWarning });
  const chunks = output.filter((file) => file.type === 'chunk');
  const leaked = chunks.flatMap((chunk) => chunk.moduleIds).filter((id) => id.startsWith(families));
  if (leaked.length > 0) throw new Error(`expected compiled knowledge only, met its source: ${leaked.join(', ')}`);
  for (const { fileName, code } of chunks) writeFileSync(join(options.output.dir, fileName), asAscii(code));
  return chunks;
}

/** The same program in ASCII: an engine keeps a text with a single wider character in twice the memory. */
function asAscii(code: string): string {
  return code.replace(/[^\0-\x7f]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

function failOnWarning(level: string, log: { code?: string; message: string }): void {
  // Modules that share a file on purpose may still load each other lazily: in another bundle they would be apart.
  if (level === 'warn' && log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') throw new Error(log.message);
}

/** The page, each file also compressed, and the list of what the service may give away. */
async function buildPage(): Promise<OutputChunk[]> {
  const { build: buildWithVite } = await import('vite');
  const built = await buildWithVite({
    configFile: join(page, 'vite.config.ts'),
    build: { outDir: pageOutput },
    logLevel: 'warn',
  });
  if (!('output' in built)) throw new Error('expected one output of the page, met others');
  const paths = built.output.map(({ fileName }) => fileName).sort();
  for (const path of paths) {
    writeFileSync(join(pageOutput, `${path}.gz`), gzipSync(readFileSync(join(pageOutput, path)), { level: 9 }));
  }
  writeFileSync(join(pageOutput, 'files.json'), `${JSON.stringify(paths, undefined, 2)}\n`);
  return built.output.filter((file) => file.type === 'chunk');
}

/** Writes the licences of the packages that are bundled into the CLI, as those licences ask. */
function writeThirdPartyLicences(chunks: OutputChunk[]): void {
  const folders = chunks
    .flatMap((chunk) => chunk.moduleIds)
    .map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(id)?.[0])
    .filter((folder) => folder !== undefined);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
    const { name, version } = manifest;
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/iu.test(entry));
    const text = file === undefined ? namedLicence(manifest) : readFileSync(join(folder, file), 'utf8').trim();
    return `${name} ${version}\n\n${text}\n`;
  });
  writeFileSync(join(cli, 'dist/THIRD_PARTY_LICENSES'), texts.join('\n---\n\n'));
}

/** Some packages name their licence and carry no text of it. */
function namedLicence({ name, license, repository }: Record<string, unknown>): string {
  const { url = '' } = (typeof repository === 'object' ? repository : {}) as { url?: string };
  if (license === 'MIT' || license === 'ISC') return `${license} (https://spdx.org/licenses/${license}), ${url}`;
  throw new Error(`expected a licence of ${String(name)}, met none; it cannot be bundled`);
}

/** The newest change below `path` in milliseconds; a folder's own time tells that something in it was removed. */
function newestChangeMs(path: string): number {
  const ownMs = statSync(path).mtimeMs;
  if (!statSync(path).isDirectory()) return ownMs;
  return Math.max(ownMs, ...readdirSync(path).map((entry) => newestChangeMs(join(path, entry))));
}

function isStale(): boolean {
  if (!outputs.every((path) => existsSync(path))) return true;
  const oldestOutputMs = Math.min(...outputs.map((path) => statSync(path).mtimeMs));
  return sources.some((path) => newestChangeMs(path) > oldestOutputMs);
}

async function main(): Promise<void> {
  if (process.argv.includes('--if-stale') && !isStale()) return;
  for (const folder of [core, lab, fleet, cli]) {
    rmSync(join(folder, 'dist'), { recursive: true, force: true });
    copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  }
  const types = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-b', core], { stdio: 'inherit' });
  if (types.status !== 0) throw new Error('expected core to type-check, met the errors above');
  await bundle(coreBundle);
  await bundle(labBundle);
  await bundle(fleetBundle);
  for (const path of labScripts) copyFileSync(path, join(lab, 'dist', basename(path)));
  const chunks = [...(await bundle(cliBundle)), ...(await bundle(serviceBundle)), ...(await buildPage())];
  writeThirdPartyLicences(chunks);
  // Compiled for most machines, and its source for the others.
  cpSync(launchers, join(cli, 'dist/launcher'), { recursive: true });
  // Their sources too: the kernel takes them under the GPL alone.
  cpSync(kernelPrograms, join(service, 'bpf'), { recursive: true });
}

try {
  await main();
} catch (error) {
  console.error(`build: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
