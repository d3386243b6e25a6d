/**
 * What stands between commands: from the operators and reserved words there follows whether one runs
 * whenever a later one does. Pure, over texts.
 */

const TOKENS = /&&|\|\||;;|[;&|(){}!\n]|[A-Za-z]+|[^ \t]/g;
const OPENING = new Set(['if', 'while', 'until', 'case', '{', '(']);
const CLOSING = new Set(['fi', 'done', 'esac', '}', ')']);
/** These end one branch and begin another. */
const BRANCHING = new Set(['else', 'elif', ';;']);
const NEUTRAL = new Set([';', '\n', '&&', '||', '|', '&', '!', 'then', 'do', 'in', 'time']);
/** Behind these a command runs whenever its block does. */
const STARTING = new Set([';', '\n', '{', '(', '!', 'then', 'do', 'else', 'if', 'while', 'until']);

/** The text between two commands that follow each other. */
export interface Gap {
  readonly first: string;
  readonly last: string;
  /** How many blocks it leaves before it opens others, and how many it opens on balance. */
  readonly leaves: number;
  readonly opens: number;
  /** Whether it is `&&` alone. */
  readonly isAnd: boolean;
  /** Whether it is the `; do` between a loop's condition and its body. */
  readonly isDo: boolean;
}

/** Reads a gap; undefined where it holds anything but operators and reserved words. */
export function gapOf(text: string): Gap | undefined {
  const tokens = text.match(TOKENS) ?? [];
  let depth = 0;
  let lowest = 0;
  for (const token of tokens) {
    if (OPENING.has(token)) depth++;
    else if (CLOSING.has(token)) depth--;
    else if (BRANCHING.has(token)) lowest = Math.min(lowest, depth - 1);
    else if (!NEUTRAL.has(token)) return undefined;
    lowest = Math.min(lowest, depth);
  }
  const [first = '', second] = tokens;
  return {
    first,
    last: tokens.at(-1) ?? '',
    leaves: -lowest,
    opens: depth,
    isAnd: tokens.length === 1 && first === '&&',
    isDo: tokens.length === 2 && (first === ';' || first === '\n') && second === 'do',
  };
}

/** Whether a command between these gaps runs in its block whatever came before, in the shell itself. */
export function isUnconditional(before: Gap, after: Gap | undefined): boolean {
  return (before.last === '' || STARTING.has(before.last)) && staysInShell(after);
}

/** Whether what follows a command leaves it in the shell: neither the background nor a pipeline. */
export function staysInShell(after: Gap | undefined): boolean {
  return after === undefined || (after.first !== '&' && after.first !== '|');
}

/** Whether the block that holds the gap before `gaps[0]` is not left by any of them; `rows` open further ones. */
export function staysInBlock(gaps: readonly (Gap | undefined)[], opensBehind: readonly boolean[]): boolean {
  let depth = 0;
  for (const [index, gap] of gaps.entries()) {
    if (gap === undefined || depth < gap.leaves) return false;
    depth += gap.opens + (opensBehind[index] === true ? 1 : 0);
  }
  return true;
}
