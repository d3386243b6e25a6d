/** What a session may do: what every one may, or what a profile says; while somebody learns, all of it. */
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { GrantSurroundings, Mask, Place, Profile, Tool } from '@capgate/kernel';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import type { Io } from '../io.ts';
import { Describer } from '../registry/scan/catalogue.ts';
import type { Kernel } from './kernel.ts';
import { readProfile } from './profile-file.ts';
import { sessionOf } from './session.ts';

export interface Plan {
  readonly mask: Mask;
  readonly profile: Profile | undefined;
}

/** Throws `CliError` for options that exclude each other, and for what is no profile. */
export async function planOf(kernel: Kernel, args: Arguments, io: Io): Promise<Plan> {
  const [learn, path] = [args.value('learn'), args.value('profile')];
  if (learn !== undefined && (path !== undefined || args.has('dry-run')))
    throw new CliError('USAGE', 'expected --learn without --profile and --dry-run, met both');
  const profile = path === undefined ? undefined : await readProfile(path, io, kernel);
  const id = randomBytes(8).readBigUInt64LE();
  const network = args.has('no-network') ? 'off' : 'on';
  const mask = kernel.sessionMask(id, network);
  if (learn !== undefined) return { mask: { ...mask, observe: true, learn: true }, profile };
  return { mask: profile === undefined ? mask : narrowedBy(kernel.profileMask(profile, id), network), profile };
}

function narrowedBy(mask: Mask, network: 'on' | 'off'): Mask {
  return network === 'on' ? mask : { ...mask, connect: new Set(['local']) };
}

export interface Where {
  readonly places: readonly Place[];
  /** With links resolved; also where a profile keeps it as it is. */
  readonly workspace: string;
  /** What a command may be granted beyond its session, where a person approved it; undefined where nothing is. */
  readonly grantable: GrantSurroundings | undefined;
}

/** Of the session's folders and of what the profile adds. Throws `KernelError`. */
export function placesOf(kernel: Kernel, { profile }: Plan, args: Arguments, io: Io): Where {
  const folders = sessionOf(args, io);
  const readable = [...folders.readable, ...(profile?.read ?? [])];
  const writable = [...folders.writable, ...(profile?.write ?? [])];
  const places = kernel.sessionPlaces({ ...folders, readable, writable });
  const workspace = places.find(({ scope }) => scope === 'workspace')?.path ?? '';
  if (profile !== undefined) return { places: kernel.profilePlaces(profile, places), workspace, grantable: undefined };
  return { places, workspace, grantable: { places, withheld: kernel.withheldPaths(folders) } };
}

/** The programs of a profile, each with what is known of one of its name. */
export function toolsOf({ profile }: Plan): readonly Tool[] {
  const programs = profile?.programs ?? [];
  if (programs.length === 0) return [];
  const describer = new Describer(() => undefined);
  return programs.map((path) => ({ path, descriptor: describer.describe(basename(path)).descriptor }));
}
