/**
 * Installed versions: each in a folder of its own, `current` a link to the one that hooks call. A version is complete when
 * it has its name, and the link is replaced in one step, so that at no moment a hook finds nothing.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CliError } from '../error.ts';
import { type PackageFile, packageFiles, versionOf } from './package-files.ts';
import { askedFolder } from '../machine/places.ts';
import { launcherFor, runnerOf, wrapperOf } from './programs.ts';
import type { Setup } from './setup.ts';

export interface Version {
  /** Its folder in `versions`. */
  readonly name: string;
  readonly isNew: boolean;
  readonly isCurrent: boolean;
}

/** Where versions lie, and whether all users of the machine run them. */
type Place = Pick<Setup, 'data' | 'isSystems'>;

const PROGRAM_MODE = 0o755;
const DIGEST_FILE = '.digest';

/** What installing the package would come to. `node` is the Node that is to run it. */
export function versionFor(data: string, from: string, node: string): Version {
  const running = basename(from);
  if (dirname(from) === join(data, 'versions')) {
    return { name: running, isNew: false, isCurrent: currentOf(data) === running };
  }
  const version = versionOf(from);
  const digest = digestOf(packageFiles(from), programsFor(data, from, node));
  // Another build of the same version lies beside it: what hooks call is never replaced in its place.
  const names = [version, `${version}-${digest.slice(0, 8)}`];
  const same = names.find((name) => digestIn(data, name) === digest);
  const name = same ?? names.find((one) => !existsSync(join(data, 'versions', one))) ?? `${version}-${digest}`;
  return { name, isNew: same === undefined, isCurrent: currentOf(data) === name };
}

/** Installs the package as that version, and lets hooks call it. */
export function install({ data, isSystems }: Place, from: string, version: Version, node: string): void {
  const { name, isNew, isCurrent } = version;
  if (isNew) copy(packageFiles(from), join(data, 'versions', name), programsFor(data, from, node), isSystems);
  if (!isCurrent) switchTo(data, name);
}

/** The name of the version that hooks call. Throws `CliError` FILE where something else is in the link's place. */
export function currentOf(data: string): string | undefined {
  const link = join(data, 'current');
  const stat = lstatSync(link, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (stat.isSymbolicLink()) return basename(readlinkSync(link));
  throw new CliError('FILE', `expected ${link} to be a link, met something else; move it away`);
}

/** Removes all versions but those, and what an installation that was killed left. */
export function prune(data: string, kept: readonly (string | undefined)[]): void {
  const folder = join(data, 'versions');
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!kept.includes(name)) rmSync(join(folder, name), { recursive: true });
  }
}

/** Removes all that was installed, and the folder where nothing else is in it. */
export function removeAll(data: string): void {
  rmSync(join(data, 'current'), { force: true });
  rmSync(join(data, 'versions'), { recursive: true, force: true });
  rmSync(askedFolder(data), { recursive: true, force: true });
  if (existsSync(data) && readdirSync(data).length === 0) rmdirSync(data);
}

type Programs = Readonly<Record<string, string | Uint8Array>>;

/** What a version has beside the package's files. */
function programsFor(data: string, from: string, node: string): Programs {
  const current = join(data, 'current');
  return {
    'bin/capgate': wrapperOf(current, node),
    'bin/capgate-hook': launcherFor(from, current, process.platform),
    'bin/capgate-run': runnerOf(askedFolder(data)),
  };
}

function copy(files: readonly PackageFile[], folder: string, programs: Programs, isSystems: boolean): void {
  const mode = isSystems ? 0o755 : 0o700;
  const next = join(dirname(folder), `.new-${process.pid}`);
  rmSync(next, { recursive: true, force: true });
  for (const { name, source } of files) {
    mkdirSync(dirname(join(next, name)), { recursive: true, mode });
    copyFileSync(source, join(next, name));
    if (isSystems) chmodSync(join(next, name), 0o644);
  }
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(next, name), text, { mode: PROGRAM_MODE });
  writeFileSync(join(next, DIGEST_FILE), digestOf(files, programs));
  renameSync(next, folder);
}

function switchTo(data: string, name: string): void {
  const next = join(data, `.current-${process.pid}`);
  rmSync(next, { force: true });
  symlinkSync(join('versions', name), next);
  renameSync(next, join(data, 'current'));
}

function digestIn(data: string, name: string): string | undefined {
  const path = join(data, 'versions', name, DIGEST_FILE);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function digestOf(files: readonly PackageFile[], programs: Programs): string {
  const hash = createHash('sha256');
  const add = (name: string, bytes: Uint8Array): unknown => hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  for (const [name, content] of Object.entries(programs)) add(name, Buffer.from(content));
  for (const { name, source } of files) add(name, readFileSync(source));
  return hash.digest('hex');
}
