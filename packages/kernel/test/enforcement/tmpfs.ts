/** A file system of a test's own, in a mount namespace that nobody else is in: it is gone with the test. */
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import koffi from 'koffi';

const CLONE_NEWNS = 0x2_00_00;
const MS_REC_PRIVATE = 0x4_40_00;
const MNT_DETACH = 2;

const libc = koffi.load(null);
const unshare = libc.func('int unshare(int)') as (flags: number) => number;
const mount = libc.func('int mount(str, str, str, ulong, str)') as (...words: readonly unknown[]) => number;
const umount = libc.func('int umount2(str, int)') as (path: string, flags: number) => number;

export function ownFileSystem(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'capgate-own-'));
  done('unshare', unshare(CLONE_NEWNS));
  done('mount', mount('none', '/', null, MS_REC_PRIVATE, null));
  done('mount', mount('tmpfs', path, 'tmpfs', 0, 'mode=755'));
  return {
    path,
    remove: () => {
      done('umount2', umount(path, MNT_DETACH));
      rmdirSync(path);
    },
  };
}

function done(name: string, result: number): void {
  if (result !== 0) throw new Error(`expected ${name} to work, met error ${koffi.errno()}; run this as root`);
}
