/** Which folders a session has, from the options and the surroundings. */
import { spawnSync } from 'node:child_process';
import { existsSync, fstatSync, mkdirSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { quoted } from '@capgate/base';
import { adapterNamed, INSTALL_CLIENTS, type InstallClient } from '@capgate/agents';
import type { Identity, SessionFolders } from '@capgate/kernel';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { workspaceAround } from '../check/circumstances.ts';
import type { Io } from '../io.ts';
import {
  compiledFolder,
  configHome,
  dataFolder,
  keysFolder,
  logFolder,
  runtimeFolder,
  socketPath,
  stateFolder,
} from '../machine/places.ts';

export function sessionOf(args: Arguments, io: Io): SessionFolders {
  const client = clientOf(args);
  const absolute = (path: string): string => resolve(io.cwd, path);
  const temporary = io.env['TMPDIR'] ?? '';
  return {
    workspace: absolute(args.value('workspace') ?? workspaceAround(io.cwd)),
    home: io.home,
    temporary: isAbsolute(temporary) ? [temporary] : [],
    gate: [
      dataFolder(io),
      join(configHome(io), 'capgate'),
      runtimeFolder(io),
      compiledFolder(io),
      socketPath(io, io.env['CAPGATE_SOCKET']),
    ],
    secrets: [stateFolder(io), logFolder(io, undefined), keysFolder(io, undefined)],
    agent: [...(client?.folders ?? []), ...(client?.keeps ?? [])].map((path) => join(io.home, path)),
    agentHooks: client?.worksClosed === true ? 'held' : 'open',
    readable: args.values('allow-read').map(absolute),
    writable: [...args.values('allow-write').map(absolute), ...outputs()],
  };
}

/** The agent whose hooks cannot be held, as it makes files beside them; undefined where there is none such. */
export function unheldAgent(args: Arguments): string | undefined {
  const client = clientOf(args);
  return client?.worksClosed === true ? undefined : client?.title;
}

/** Whether its hooks can give a command another line, and so a token; true also of what is no agent that is known. */
export function namesCommands(args: Arguments): boolean {
  const client = clientOf(args);
  return client === undefined || adapterNamed(client.name)?.rewrite !== undefined;
}

/** Files that a person sends the outputs to: by `/dev/stdout` a program opens them anew. */
function outputs(): string[] {
  return [1, 2].filter((fd) => fstatSync(fd).isFile()).map((fd) => `/proc/self/fd/${fd}`);
}

/** Folders that are made at their first use, which the session cannot do: the home is not its own. */
const CACHES = ['.cache', '.npm'];

/**
 * Makes what everyday tools, and the agent, keep in the home folder. In the home of another by a process of theirs: there
 * a name may lead anywhere, and root would go along. Throws `CliError`.
 */
export function makeFolders(args: Arguments, { home }: Io, other: Identity | undefined): void {
  const folders = [...CACHES, ...(clientOf(args)?.folders ?? [])].map((folder) => join(home, folder));
  if (other === undefined) for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o700 });
  else if (existsSync(home)) makeAs(other, folders);
}

function makeAs({ uid, gid }: Identity, folders: readonly string[]): void {
  const { status, stderr } = spawnSync('mkdir', ['-p', '-m', '700', '--', ...folders], { uid, gid, cwd: '/' });
  if (status !== 0)
    throw new CliError('FILE', `expected that user ${uid} could make folders at home, met ${String(stderr).trim()}`);
}

/** The agent that is named, else the one whose program it is. */
function clientOf(args: Arguments): InstallClient | undefined {
  const named = args.value('agent');
  const program = basename(args.operands[0] ?? '');
  if (named === undefined) return INSTALL_CLIENTS.find(({ programs }) => programs.includes(program));
  const found = INSTALL_CLIENTS.find(({ name }) => name === named);
  if (found !== undefined) return found;
  const names = INSTALL_CLIENTS.map(({ name }) => name).join(', ');
  throw new CliError('USAGE', `expected ${names}, met ${quoted(named)}`);
}
