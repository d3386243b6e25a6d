/** What no agent may touch, wherever the configuration puts it. */
import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Settled } from './config.ts';

/** What SQLite keeps beside a database; whoever writes to them writes to it. */
const SQLITE_ENDINGS = ['', '-wal', '-shm', '-journal'];

/** Absolute paths: as the configuration names them and, where links lead elsewhere now, as they really are. */
export function gatePathsOf(config: Settled): string[] {
  const named = namedPaths(config).filter((path) => path !== undefined);
  return [...new Set([...named, ...named.map(realPathOf)])];
}

function namedPaths(config: Settled): (string | undefined)[] {
  const { configFile, socketPath, logFolder, keysFolder, backupFolder, store, http, traces, fleet } = config;
  const tables = store.kind === 'sqlite' ? SQLITE_ENDINGS.map((ending) => store.path + ending) : [store.urlFile];
  const { certificate, key, clients } = http?.tls ?? {};
  const secrets = [certificate, key, clients, traces?.headersFile];
  return [configFile, socketPath, logFolder, keysFolder, backupFolder, fleet?.folder, ...tables, ...secrets];
}

/** Where links lead; what is not there yet will lie in its folder. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(realPathOf(folder), basename(path));
  }
}
