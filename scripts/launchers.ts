/**
 * Compiles the launcher of agents' hooks for the machines that it is shipped for, as it lies in the repository. A test
 * holds those bytes against this script's.
 *
 *     npm run launchers
 *
 * Needs Debian 12's gcc and gcc-aarch64-linux-gnu: other compilers make other bytes.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../packages/agents/launcher/', import.meta.url));
export const SOURCE = join(SOURCES, 'capgate-hook.c');

/** By the names that Node has for platforms and processors. */
export const COMPILERS: Readonly<Record<string, string>> = {
  'linux-x64': 'x86_64-linux-gnu-gcc-12',
  'linux-arm64': 'aarch64-linux-gnu-gcc-12',
};

const FLAGS = `
  -std=c11 -Os -Wall -Wextra -Werror
  -static -nostdlib -ffreestanding -fno-pie -no-pie -fno-ident
  -fno-stack-protector -fno-asynchronous-unwind-tables
  -Wl,--build-id=none -Wl,-z,noseparate-code -Wl,-z,norelro -Wl,-z,noexecstack -s
`
  .trim()
  .split(/\s+/u);

/** Where the launcher of a machine lies in the repository. */
export function launcherOf(machine: string): string {
  return join(SOURCES, machine, 'capgate-hook');
}

/** What the compiler said against it; empty where all is well. Its text names no place on this machine. */
export function compile(machine: string, to: string): string {
  mkdirSync(dirname(to), { recursive: true });
  const { error, stderr, status } = spawnSync(COMPILERS[machine] as string, [...FLAGS, '-o', to, SOURCE], {
    encoding: 'utf8',
  });
  if (error !== undefined) return error.message;
  return status === 0 ? stderr : `${stderr}\nexpected status 0, met ${status}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const machine of Object.keys(COMPILERS)) {
    const message = compile(machine, launcherOf(machine));
    if (message !== '') throw new Error(`expected a launcher for ${machine}, met: ${message}`);
  }
}
