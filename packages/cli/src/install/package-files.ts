/** What the published package holds, with what it needs, wherever npm, npx or a repository keeps it. */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CliError } from '../error.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface PackageFile {
  /** Below the folder of the package. */
  readonly name: string;
  readonly source: string;
}

/** The folder of the package that this program runs from. */
export function packageFolder(): string {
  // In the bundle it is a path.
  const here = import.meta.url;
  let folder = dirname(here.startsWith('file:') ? fileURLToPath(here) : here);
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return realpathSync(folder);
}

export function versionOf(folder: string): string {
  return manifestOf(folder).version;
}

/** Every file to copy. Throws `CliError` FILE where one is missing, as in a repository that was not built. */
export function packageFiles(folder: string): PackageFile[] {
  const own = ['package.json', ...(manifestOf(folder).files ?? [])].flatMap((entry) => {
    const path = join(folder, entry);
    if (existsSync(path)) return filesBelow(path, entry);
    throw new CliError('FILE', `expected ${path}, met nothing; a package is complete after npm run build`);
  });
  const needed = [...dependenciesOf(folder, new Map())];
  return [...own, ...needed.flatMap(([name, source]) => filesBelow(source, `node_modules/${name}`))];
}

/** The packages that a package needs, and where they are; optional ones where they are there. */
function dependenciesOf(folder: string, found: Map<string, string>): Map<string, string> {
  const { dependencies = {}, optionalDependencies = {} } = manifestOf(folder);
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const source = dependencyFolder(folder, name);
    if (source === undefined && name in optionalDependencies) continue;
    if (source === undefined)
      throw new CliError('FILE', `expected ${name} beside ${folder}, met nothing; install it again`);
    if (found.get(name) === source) continue;
    // One version of each is kept; the package has so few that they never differ.
    if (found.has(name)) throw new CliError('FILE', `expected one ${name} below ${folder}, met two; install it again`);
    dependenciesOf(source, found.set(name, source));
  }
  return found;
}

/** As Node finds it: in the nearest `node_modules` around the folder. */
function dependencyFolder(folder: string, name: string): string | undefined {
  for (let around = folder; ; around = dirname(around)) {
    const path = join(around, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return realpathSync(path);
    if (dirname(around) === around) return undefined;
  }
}

/** All files at and below a path, but for packages inside, in order. */
function filesBelow(path: string, name: string): PackageFile[] {
  if (!statSync(path).isDirectory()) return [{ name, source: path }];
  const entries = readdirSync(path)
    .filter((entry) => entry !== 'node_modules')
    .sort();
  return entries.flatMap((entry) => filesBelow(join(path, entry), `${name}/${entry}`));
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
