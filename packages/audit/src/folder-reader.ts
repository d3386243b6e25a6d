/** A log in a folder. */
import { type Disk, readWhole } from '@capgate/base';
import type { LogReader } from './verify/reader.ts';

export function folderReader(disk: Disk, folder: string): LogReader {
  return { read: (path, maxBytes) => readWhole(disk, `${folder}/${path}`, maxBytes) };
}
