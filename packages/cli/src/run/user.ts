/** As whom a session runs: under `sudo`, as whoever called it. An agent gets root's rights by no accident. */
import { existsSync } from 'node:fs';
import type { Account, Identity } from '@capgate/kernel';
import { quoted } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import type { Io } from '../io.ts';
import type { Kernel } from './kernel.ts';

export interface SessionUser {
  /** The surroundings as that user has them: home, places, environment. */
  readonly io: Io;
  /** Where it is another than this process's. */
  readonly other?: Identity & { readonly name: string };
}

/**
 * The one that `--user` names, else whom `sudo` says, else this process's. Throws `CliError` where a user may not choose,
 * and `KernelError` where there is no such user.
 */
export function sessionUser(kernel: Kernel, args: Arguments, io: Io): SessionUser {
  const named = args.value('user');
  if (process.geteuid?.() !== 0) {
    if (named === undefined) return { io };
    throw new CliError('INPUT', `expected root, who alone runs a command as another: sudo capgate run --user ${named}`);
  }
  const caller = named === undefined ? numberIn(io, 'SUDO_UID') : undefined;
  const user = named ?? caller;
  if (user === undefined || caller === 0) return { io };
  const account = kernel.accountOf(user);
  const { uid, name } = account;
  if (uid === 0) return { io: ofAccount(io, account) };
  const gid = (named === undefined ? numberIn(io, 'SUDO_GID') : undefined) ?? account.gid;
  const groups = [...new Set([gid, ...account.groups])];
  return { io: ofAccount(io, account), other: { uid, gid, groups, name } };
}

/** Up to the highest number of a user, which has 32 bits; one of all ones is nobody's. */
function numberIn({ env }: Io, variable: 'SUDO_UID' | 'SUDO_GID'): number | undefined {
  const text = env[variable];
  if (text === undefined) return undefined;
  const number = /^\d{1,10}$/u.test(text) ? Number(text) : Number.NaN;
  if (number < 0xff_ff_ff_ff) return number;
  throw new CliError('INPUT', `expected a number in ${variable}, met ${quoted(text)}; --user NAME says who it is`);
}

/** Without what says where the caller's own things lie. */
function ofAccount(io: Io, { name, uid, home }: Account): Io {
  const others = Object.entries(io.env).filter(([variable]) => !/^(?:SUDO|XDG)_/u.test(variable));
  const runtime = `/run/user/${uid}`;
  const env = {
    ...Object.fromEntries(others),
    HOME: home,
    USER: name,
    LOGNAME: name,
    ...(existsSync(runtime) && { XDG_RUNTIME_DIR: runtime }),
  };
  return { ...io, env, home, uid };
}
