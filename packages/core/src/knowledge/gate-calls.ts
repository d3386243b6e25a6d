/** Calls of the gate's own program, whatever runs it: `node …/capgate/main.js approvals allow`. */

/** What only a person may ask of it, by subcommand; an empty list stands for all of them. */
const PERSONAL: Readonly<Record<string, readonly string[]>> = {
  // The host of an agent's, rather: it also says what a person was shown.
  hook: [],
  init: [],
  upgrade: [],
  uninstall: [],
  // Without a gate at the socket that it is given it decides by itself, in the mode that it is given.
  exec: [],
  // What it runs is read where it is called by its name alone.
  run: [],
  serve: [],
  // It writes where it is told.
  import: [],
  approvals: ['allow', 'deny'],
  pause: [],
  open: [],
  policy: ['change', 'activate', 'rollback'],
  token: ['new', 'revoke'],
  keys: ['new', 'rotate', 'revoke'],
  store: ['rebuild'],
  kernel: ['detach'],
  'mcp-proxy': [],
};

/** Whether a program that lies where `program` says, by its path the gate's, is told with `words` what only a person may. */
export function isPersonalCall(program: string, words: readonly string[]): boolean {
  if (!program.includes('capgate')) return false;
  const first = words.findIndex((word, at) => !word.startsWith('-') && (isNamed(word) || !isOption(words[at - 1])));
  const below = PERSONAL[words[first] ?? ''];
  if (below === undefined || !isNamed(words[first] ?? '')) return false;
  return below.length === 0 || words.slice(first + 1).some((word) => below.includes(word));
}

function isNamed(word: string): boolean {
  return Object.hasOwn(PERSONAL, word);
}

/** The word behind an option may be its value. */
function isOption(word: string | undefined): boolean {
  return word?.startsWith('-') ?? false;
}
