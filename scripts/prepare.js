/**
 * Runs after every `npm ci`: sees that npm's scripts find Node 24, then builds. Plain JavaScript, as the Node that runs
 * npm may be 20.
 *
 * Each platform's Node is an optional package with a program called `node`. npm 10 leaves that out of
 * `node_modules/.bin` where another platform's package names the same program, so it is linked here.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const link = join(root, 'node_modules/.bin/node');
const platform = `${process.platform}-${process.arch}`;

/** The pinned Node, where there is one for this platform and it runs here (musl has none). */
function pinnedNode() {
  const places = [`node-${platform}`, `node-bin-${platform}`].map((name) =>
    join(root, 'node_modules', name, 'bin/node'),
  );
  return places.find((place) => spawnSync(place, ['--version']).status === 0);
}

/** Whether a Node of `version` runs TypeScript as it stands. */
function readsTypeScript(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

const pinned = pinnedNode();
rmSync(link, { force: true });
if (pinned !== undefined) {
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(relative(dirname(link), pinned), link);
} else if (!readsTypeScript(process.versions.node)) {
  console.error(`expected Node 22.18 or newer, as none is pinned for ${platform}; met ${process.version}`);
  process.exit(1);
}

const { status } = spawnSync(pinned ?? process.execPath, [join(root, 'scripts/build.ts')], { stdio: 'inherit' });
process.exitCode = status ?? 1;
