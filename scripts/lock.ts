/**
 * Completes and checks `package-lock.json`, or the locks that are named; run it after every `npm install` that changes a
 * dependency.
 *
 * Tools with native parts name one optional package a platform. npm leaves those out of the lock that it could not
 * look up where the lock was written, and `npm ci` then refuses the lock everywhere. This adds the missing ones with
 * the version that their parent pins and the platform that their name states. Such an entry carries no integrity hash:
 * `npm install` on the platform concerned adds it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface LockEntry {
  version?: string;
  resolved?: string;
  integrity?: string;
  dev?: boolean;
  optional?: boolean;
  link?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

export interface Lock {
  packages: Record<string, LockEntry>;
}

const operatingSystems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];
const libraries: Record<string, string> = {
  gnu: 'glibc',
  gnueabihf: 'glibc',
  musl: 'musl',
  musleabihf: 'musl',
};

/** The platform that a native package's name states, such as `@oxlint/binding-linux-x64-musl`. */
export function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> {
  const parts = name.split(/[/-]/u);
  const os = parts.find((part) => operatingSystems.includes(part));
  if (os === undefined) throw new Error(`expected a platform in the name of the optional package ${name}, met none`);
  const cpu = parts.find((part) => processors.includes(part));
  const libc = parts.map((part) => libraries[part]).find((part) => part !== undefined);
  return { os: [os], ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) };
}

/** The entries that `npm ci` would miss in `lock`, by their path. */
export function missingEntries(lock: Lock): Record<string, LockEntry> {
  const missing: Record<string, LockEntry> = {};
  for (const parent of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const path = `node_modules/${name}`;
      if (lock.packages[path] !== undefined) continue;
      missing[path] = { version, ...platformOf(name), ...(parent.dev && { dev: true }), optional: true };
    }
  }
  return missing;
}

/** What is wrong with `lock` beyond missing entries: addresses of a registry, as they differ from place to place. */
export function faults(lock: Lock): string[] {
  return Object.entries(lock.packages)
    .filter(([, entry]) => entry.resolved?.includes('://'))
    .map(([path, entry]) => `${path} names its registry (${entry.resolved}); delete the line`);
}

function complete(file: string): void {
  const lock = JSON.parse(readFileSync(file, 'utf8')) as Lock;
  const missing = missingEntries(lock);
  const packages = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`);
  console.log(`${file}: ${packages.length} entries, ${Object.keys(missing).length} added`);
  for (const fault of faults(lock)) {
    console.error(fault);
    process.exitCode = 1;
  }
}

function main([...files]: readonly string[]): void {
  if (files.length === 0) files.push(fileURLToPath(new URL('../package-lock.json', import.meta.url)));
  files.forEach(complete);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
