/** Puts a snapshot on the disk and a checkpoint over it. */
import { type Disk, DiskError, folderOf, replaceWhole, utf8, writeNew } from '@capgate/base';
import { type Primitives, type SigningKey, signNote } from '@capgate/keys';
import { type Checkpoint, openCheckpoint, treeHeadText } from '../verify/checkpoint.ts';
import { CHECKPOINT_PATH } from '../verify/tile.ts';
import type { Snapshot, TreeFile } from './edge.ts';

export interface SealParts {
  readonly disk: Disk;
  readonly folder: string;
  readonly primitives: Primitives;
}

/** How many files are written at a time: as many as Node's thread pool has threads, twice. */
const AT_A_TIME = 8;

/** Returns the signed checkpoint once it and all that it rests on are on the disk for good. */
export async function seal(
  { disk, folder, primitives }: SealParts,
  origin: string,
  { size, root, files }: Snapshot,
  keys: readonly SigningKey[],
): Promise<Checkpoint> {
  await writeFiles(disk, folder, files);
  const note = await signNote(treeHeadText({ origin, size, root }), keys, primitives);
  // A token may sign wrongly; what nobody can open must not replace what everybody can.
  const signers = keys.map(({ identity }) => identity);
  const checkpoint = await openCheckpoint(note, signers, primitives);
  await replaceWhole(disk, `${folder}/${CHECKPOINT_PATH}`, utf8(note));
  for (const { path, isFull } of files) if (isFull) await removePartial(disk, `${folder}/${path}`);
  return checkpoint;
}

async function writeFiles(disk: Disk, folder: string, files: readonly TreeFile[]): Promise<void> {
  const folders = new Set(files.map(({ path }) => folderOf(`${folder}/${path}`)));
  for (const path of folders) await disk.makeFolder(path);
  for (let start = 0; start < files.length; start += AT_A_TIME) {
    const some = files.slice(start, start + AT_A_TIME);
    await Promise.all(some.map(({ path, bytes }) => writeFresh(disk, `${folder}/${path}`, bytes)));
  }
  for (const path of folders) await disk.syncFolder(path);
}

/** A checkpoint that a crash prevented may have left a part of the file. */
export async function writeFresh(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeNew(disk, path, bytes);
  } catch (error) {
    if (!(error instanceof DiskError && error.code === 'EXISTS')) throw error;
    await disk.remove(path);
    await writeNew(disk, path, bytes);
  }
}

/**
 * Removes the partial forms of a tile or bundle that is full: a reader of an earlier checkpoint takes the full one. Answers
 * whether there were any.
 */
export async function removePartial(disk: Disk, fullPath: string): Promise<boolean> {
  const folder = `${fullPath}.p`;
  const names = await disk.list(folder);
  for (const name of names) await disk.remove(`${folder}/${name}`);
  await disk.remove(folder);
  return names.length > 0;
}
