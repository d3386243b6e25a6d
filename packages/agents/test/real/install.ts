/**
 * Agents out of npm, each at the one version that `locks/AGENT/package.json` pins and with the hashes beside it. They lie
 * in a cache outside the project, since they are large and not ours; none of their install scripts is run.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LOCKS = fileURLToPath(new URL('locks', import.meta.url));
const FILES = ['package.json', 'package-lock.json'];
const TIMEOUT_MS = 600_000;

/** The version that is pinned. */
export function versionOf(agent: string): string {
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(locked(agent, 'package.json')) as {
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  };
  const [version = ''] = Object.values({ ...optionalDependencies, ...dependencies });
  return version;
}

/** The folder of the agent, which is installed where it is not. Throws where npm can't do it. */
export function install(agent: string): string {
  const folder = folderOf(agent);
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const growing = mkdtempSync(`${folder}-`);
  // The user whom root hands agents over to must enter it.
  chmodSync(growing, 0o755);
  try {
    for (const file of FILES) copyFileSync(join(LOCKS, agent, file), join(growing, file));
    fetchInto(growing, agent);
    // Complete at once; of two that install it one is second, and loses nothing.
    if (!existsSync(folder)) renameSync(growing, folder);
  } finally {
    rmSync(growing, { recursive: true, force: true });
  }
  return folder;
}

function fetchInto(folder: string, agent: string): void {
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--workspaces=false'],
    {
      cwd: folder,
      // The Node that runs this goes first: it need not be the one that the system has.
      env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}` },
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
    },
  );
  if (status === 0) return;
  throw new Error(`expected npm to install ${agent} ${versionOf(agent)}, met status ${status}: ${stderr}${stdout}`);
}

/** Where an agent is once it is installed: there is nothing before that. */
export function folderOf(agent: string): string {
  const digest = createHash('sha256').update(locked(agent, 'package-lock.json')).digest('hex').slice(0, 8);
  return join(cacheFolder(), `${agent}-${versionOf(agent)}-${digest}`);
}

/** Of root one that others may enter. */
function cacheFolder(): string {
  const { CAPGATE_AGENTS_CACHE, XDG_CACHE_HOME } = process.env;
  if (CAPGATE_AGENTS_CACHE) return CAPGATE_AGENTS_CACHE;
  if (process.getuid?.() === 0) return '/var/cache/capgate-agents';
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'capgate/agents');
}

function locked(agent: string, file: string): string {
  return readFileSync(join(LOCKS, agent, file), 'utf8');
}
