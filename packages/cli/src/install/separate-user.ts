/** `capgate init --separate-user`: whom the gate of the machine is for, and whether it can be set up here. */
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { visible } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import type { Io } from '../io.ts';
import { SYSTEM_GATE } from '../machine/places.ts';
import { type Setup, systemSetup } from './setup.ts';
import type { Keeper } from './service/keeper.ts';
import { answerOf } from './service/manager-call.ts';
import { type Admitted, systemGate } from './service/system-gate.ts';

interface GateApart {
  readonly setup: Setup;
  readonly keeper: Keeper;
  /** Surroundings in which its socket is the one that is asked. */
  readonly around: Io;
}

const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
/** Not what a person's mask makes of it: all users are to read programs, root alone is to write them. */
const UMASK = 0o022;

/** Throws `CliError` USAGE, INPUT, FILE where it cannot be set up. */
export function gateApart(args: Arguments, io: Io): GateApart {
  const unfit = ['agent', 'scope', 'no-service'].find((name) => args.has(name));
  if (unfit !== undefined) {
    throw args.misuse(`expected --separate-user without --${unfit}: it sets up the gate alone, met both`);
  }
  confirmRoot(io, 'to set up a gate under its own user');
  confirmRoots(process.execPath);
  const setup = systemSetup();
  const keeper = systemGate(setup, admittedBy(args, io), io);
  if (!keeper.isHere()) {
    throw new CliError(
      'FILE',
      'expected Linux with a systemd that answers, met none; docs/service.md says what it takes',
    );
  }
  process.umask(UMASK);
  return { setup, keeper, around: { ...io, env: { ...io.env, CAPGATE_SOCKET: SYSTEM_GATE.socket } } };
}

/** Throws `CliError` INPUT for anybody else. */
export function confirmRoot({ uid }: Io, why: string): void {
  if (uid === 0) return;
  throw new CliError('INPUT', `expected root, ${why}, met another user; call it by sudo; nothing was done`);
}

/** Whoever can write to a program that the gate runs is the gate. Throws `CliError` FILE. */
function confirmRoots(program: string): void {
  for (let path = realpathSync(program); ; path = dirname(path)) {
    const { uid, mode } = lstatSync(path);
    // In a sticky folder, as /tmp is, nobody replaces what is another's.
    if (uid !== 0 || ((mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0)) {
      throw new CliError(
        'FILE',
        `expected a Node that root alone can change, as the gate runs it under its own user; met ${visible(path)}, which others can: install Node for the whole machine, and call capgate by it`,
      );
    }
    if (path === '/') return;
  }
}

/** Undefined where nobody is named and a configuration is there, which stays. Throws `CliError` INPUT. */
function admittedBy(args: Arguments, io: Io): Admitted | undefined {
  const [users, approvers] = [args.values('user'), args.values('approver')];
  if (users.length + approvers.length === 0 && existsSync(SYSTEM_GATE.config)) return undefined;
  const caller = io.env['SUDO_UID'] ?? '0';
  const named = approvers.length > 0 || caller === '0' ? approvers : [caller];
  if (users.length + named.length === 0) {
    throw new CliError('INPUT', 'expected users who may ask: --approver USER, or a call by sudo, met neither');
  }
  const ids = (names: readonly string[]): number[] => [...new Set(names.map((name) => idOf(name, io)))];
  return { users: ids(users), approvers: ids(named) };
}

function idOf(name: string, io: Io): number {
  const answer = /^\d+$/u.test(name) ? name : answerOf('id', ['-u', '--', name], io)?.trim();
  const id = Number(answer ?? Number.NaN);
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new CliError('INPUT', `expected a user of this machine other than root, met ${visible(name)}`);
}
