import { encodeUtf8 } from './utf8.ts';

/** Bound on a full command name in families and registries, in bytes of UTF-8. */
export const NAME_MAX_BYTES = 255;

/** The UTF-8 of a full command name; undefined unless it is well-formed, not empty and within the bound. */
export function encodeName(name: string): Uint8Array | undefined {
  return name === '' ? undefined : encodeUtf8(name, NAME_MAX_BYTES);
}

/** Negative, 0 or positive as `left` sorts before, with or after `right`, byte by byte. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = sharedPrefix(left, right);
  return (left[shared] ?? -1) - (right[shared] ?? -1);
}

/** How many leading bytes the two have in common. */
export function sharedPrefix(left: Uint8Array, right: Uint8Array): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length++;
  return length;
}

/** A name for a message: as a JSON string, cut after 80 code units, so that hostile names stay short. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
