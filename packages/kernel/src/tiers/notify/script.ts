/** Which program runs a file that is a script, by its first line, as the kernel reads it. */

/** `BINPRM_BUF_SIZE`: what the kernel looks at. */
export const HEAD_BYTES = 256;

/** Undefined for what is no script. A character for each byte. */
export function interpreterIn(head: Buffer): string | undefined {
  return /^#![ \t]*(?<path>[^ \t\n\0]+)/u.exec(head.toString('latin1'))?.groups?.['path'];
}
