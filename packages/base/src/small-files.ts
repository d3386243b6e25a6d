/** Whole files that somebody else may have written, read at once and warily: whoever waits for the answer waits for this. */

export interface SmallFiles {
  /** The path without links; undefined where nothing has that name, or it cannot be looked at. Absolute paths only. */
  realPath(path: string): string | undefined;
  /**
   * All bytes of a file; undefined where it has more than `bytesMax`, is not there, may not be read, or is no plain file:
   * a link, a folder, a FIFO, a device. Waits for none of those.
   */
  read(path: string, bytesMax: number): Uint8Array | undefined;
}
