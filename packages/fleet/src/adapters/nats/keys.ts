/**
 * Keys as subjects: each part a token, whatever it has in it, and back. A part of letters, digits, `-` and `_` stands as it
 * is, so that permissions can name it; any other is `=` and base64url of its JSON, which tells lone surrogates apart too.
 * A last token, always the same, lets one pattern mean a key and all that begin with it.
 */

const END = '_';

/** The subject of a key behind `root`. */
export function keySubject(root: string, key: readonly string[]): string {
  return [root, ...key.map(tokenOf), END].join('.');
}

/** What matches every key that begins with `prefix`. */
export function prefixSubject(root: string, prefix: readonly string[]): string {
  return [root, ...prefix.map(tokenOf), '>'].join('.');
}

/** The key of a subject behind `root`; undefined where it is none. */
export function keyOfSubject(root: string, subject: string): readonly string[] | undefined {
  if (!subject.startsWith(`${root}.`)) return undefined;
  const tokens = subject.slice(root.length + 1).split('.');
  if (tokens.pop() !== END) return undefined;
  const parts = tokens.map(partOf);
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

export function tokenOf(part: string): string {
  if (/^[\w-]+$/u.test(part)) return part;
  return `=${Buffer.from(JSON.stringify(part)).toString('base64url')}`;
}

/** Undefined for what `tokenOf` does not write. */
function partOf(token: string): string | undefined {
  if (!token.startsWith('=')) return tokenOf(token) === token ? token : undefined;
  try {
    const part: unknown = JSON.parse(Buffer.from(token.slice(1), 'base64url').toString('utf8'));
    return typeof part === 'string' && tokenOf(part) === token ? part : undefined;
  } catch {
    return undefined;
  }
}
