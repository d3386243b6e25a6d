/** One name of a path against one of a pattern, in which `*` is any characters, or none. */

/**
 * Whether a name is such a one. Each part between two `*` is taken where it comes first: what is left for the parts behind
 * it is then the most, so nothing is ever tried again, and the time is at most the product of both lengths.
 */
export function namePattern(pattern: string): (name: string) => boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return (name) => name === first;
  return (name) => {
    if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
    const end = name.length - last.length;
    let at = first.length;
    for (const part of others) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= end;
  };
}
