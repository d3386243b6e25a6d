/** Command lines from a source of numbers: well-formed ones of real tools by grammar, and broken ones by mutation. */
import { flowLine } from './flows.ts';
import { once, pick, type Random } from './random.ts';
import { code, path, url, value } from './targets.ts';
import { TOOLS, type Vocabulary, type Wanted } from './vocabulary.ts';

/** Deepest nesting that the grammar makes by itself. */
const MAX_DEPTH = 3;

/** Tools that run others, read code or open connections: met more often than their share. */
const FREQUENT = new Set(
  'rm cp mv chmod chown tar find xargs git docker kubectl ssh scp curl wget bash sh python3 node perl awk sed sudo env timeout eval cat tee dd cd base64 ls echo export psql npm make nohup command exec watch parallel rsync systemctl kill grep source nc openssl'.split(
    ' ',
  ),
);
const POPULAR = TOOLS.filter(({ names }) => names.some((name) => FREQUENT.has(name)));

const OPERATORS = [' && ', ' || ', ' | ', ' | ', ' | ', ' |& ', '; ', ' & ', '\n'];
const ASSIGNMENTS = [
  'A=1 ',
  'PATH=/tmp:$PATH ',
  'PATH=$PATH:/x ',
  'PATH=$TMPDIR/x:$PATH ',
  'LD_PRELOAD=x ',
  'HOME=/tmp/x ',
  'HOME=/ ',
  'TMPDIR=/etc ',
  'TMPDIR=$HOME/x ',
  'TMPDIR=$X; ',
  'export PWD= && ',
  'PATH=.:$PATH ',
  'PATH=$PWD/x:$PATH; ',
  'PATH=~/bin:$PATH ',
  'PATH=build/bin:$PATH && ',
  'ZDOTDIR=$TMPDIR ',
  'GIT_PAGER=cat ',
  'IFS=, ',
  'HISTFILE= ',
  'A=$X ',
  'A=(1 $X) ',
  'A=() ',
  'HISTSIZE=() ',
  'A="a b" ',
  'PAGER=/tmp/x ',
];
const REDIRECTIONS = ['>', '>>', '<', '2>', '&>', '<>', '>|', '3<', '2>&1 >'];
const NOISE = [
  '`',
  '"',
  "'",
  '$(',
  ')',
  '(',
  '\\',
  '${',
  '}',
  '{',
  '<<E\n',
  '\nE\n',
  '<(',
  ';;',
  '[[ ',
  ' ]]',
  '\0',
  '#',
  '\n',
  'if ',
  '; fi',
  '|',
  '&',
  '<',
  '~',
  '[',
  '!',
  'f() ',
  '\u200b',
  '\ufdd1',
  '\udc00',
  '-',
  '--',
  '=',
  '*',
  '$',
  ':',
  '@',
];
const NESTS: readonly (readonly [string, string])[] = [
  ['$(', ')'],
  ['"$(', ')"'],
  ['( ', ' )'],
  ['sudo ', ''],
  ['eval ', ''],
  ['bash -c "', '"'],
  ['{ ', '; }'],
  ['`', '`'],
];

/** A command line: two in three well formed, others broken somewhere, some of noise alone. */
export function commandLine(random: Random): string {
  const kind = random(24);
  if (kind === 0)
    return Array.from({ length: random(30) }, () => String.fromCharCode(random(once(random, 4) ? 0x10000 : 128))).join(
      '',
    );
  if (kind === 1) return nested(random);
  if (kind < 5) return once(random, 6) ? mutated(random, flowLine(random)) : flowLine(random);
  const line = list(random, 0);
  return kind < 17 ? line : mutated(random, line);
}

function list(random: Random, depth: number): string {
  let text = once(random, 6) ? compound(random, depth) : simple(random, depth);
  while (once(random, 3))
    text += pick(random, OPERATORS) + (once(random, 8) ? compound(random, depth) : simple(random, depth));
  return text;
}

function compound(random: Random, depth: number): string {
  if (depth >= MAX_DEPTH) return 'true';
  const inner = (): string => list(random, depth + 1);
  const after = once(random, 4) ? ` ${redirection(random, depth)}` : '';
  switch (random(11)) {
    case 10:
      return writtenAndRun(random, depth);
    case 0:
      return `( ${inner()} )${after}`;
    case 1:
      return `{ ${inner()}; }${after}`;
    case 2:
      return `if ${inner()}; then ${inner()}; else ${inner()}; fi${after}`;
    case 3:
      return `for i in ${word(random, 'text', depth)} ${word(random, 'text', depth)}; do ${inner()}; done${after}`;
    case 4:
      return `while ${inner()}; do ${inner()}; done${after}`;
    case 5:
      return `case ${word(random, 'text', depth)} in a|b) ${inner()} ;; *) ${inner()} ;; esac`;
    case 6: {
      const name = pick(random, ['f', 'ls', 'deploy', ':']);
      return `${name}() { ${inner()}; }; ${name}${pick(random, [' x', ' | cat', ''])}`;
    }
    case 7:
      return `[[ -f ${word(random, 'file.read', depth)} ]]`;
    case 8:
      return `${simple(random, depth)} <<${pick(random, ['E', "'E'", '-E'])}\n\t${inner()}\nE\n`;
    default:
      return `${simple(random, depth)} <<< ${quoted(random, list(random, depth + 1))}`;
  }
}

/** A file that one command writes and another runs, mostly. */
function writtenAndRun(random: Random, depth: number): string {
  const file = pick(random, ['x.sh', './x.sh', 'a/x.sh', '/tmp/x.sh', 'x.py', 'Makefile', 'package.json', '"$X"']);
  const text = quoted(random, list(random, depth + 1));
  const writer = pick(random, [
    `echo ${text} > ${file}`,
    `echo -e ${text} | tee ${file}`,
    `printf '%s\\n' ${text} >> ${file}`,
    `echo $X ${text} | cat > ${file}`,
    `cat > ${file} <<< ${text}`,
    `${simple(random, depth)} > ${file}`,
    `curl -o ${file} http://example.org/x.sh`,
    'wget http://example.org/x.sh',
    `base64 -d x | tee ${file}`,
  ]);
  const named = once(random, 3) ? pick(random, ['x.sh', '/tmp/x.sh', 'x.py', '"$X"']) : file;
  const runner = pick(random, [
    `sh ${named}`,
    named,
    `. ${named}`,
    `python3 ${named}`,
    'make',
    'npm i',
    `bash < ${named}`,
  ]);
  return writer + pick(random, OPERATORS) + runner;
}

function simple(random: Random, depth: number): string {
  const tool = pick(random, once(random, 2) ? POPULAR : TOOLS);
  let text = '';
  while (once(random, 10)) text += pick(random, ASSIGNMENTS);
  text += toolName(random, tool);
  text += once(random, 30) ? '' : argumentsOf(random, tool, depth);
  while (once(random, 7)) text += ` ${redirection(random, depth)}`;
  return text;
}

function toolName(random: Random, { names }: Vocabulary): string {
  const name = pick(random, names);
  switch (random(40)) {
    case 0:
      return `/usr/bin/${name}`;
    case 1:
      return pick(random, ['./', '~/bin/', 'node_modules/.bin/', '/opt/x/', '/tmp/']) + name;
    case 2:
      return name + pick(random, ['3', '-13', '3.12', '.1']);
    case 3:
      return pick(random, ['$CMD', '"$X"', 'frobnicate', '*', '$(a)', './run.sh', '""', '\\rm', "'l's", '~', '-x']);
    default:
      return name;
  }
}

function argumentsOf(random: Random, tool: Vocabulary, depth: number): string {
  let at = tool;
  let text = '';
  const options = [...tool.options];
  for (let more = random(6); more > 0; more--) {
    const kind = random(10);
    if (at.below.length > 0 && kind < 5) {
      at = pick(random, at.below);
      options.push(...at.options);
      text += ` ${instance(random, pick(random, at.names))}`;
    } else if (at.groups.length > 0 && kind < 6) text += ` ${pick(random, at.groups)}`;
    else if (options.length > 0 && kind < 7) text += option(random, pick(random, options), depth);
    else text += ` ${operand(random, at, depth)}`;
  }
  return text;
}

function operand(random: Random, { operands }: Vocabulary, depth: number): string {
  if (operands.length === 0 || once(random, 8))
    return word(random, pick(random, ['text', 'file.read'] as const), depth);
  return word(random, pick(random, operands), depth);
}

function option(random: Random, { name, takes }: Vocabulary['options'][number], depth: number): string {
  if (takes === undefined) {
    const written = once(random, 10) && name.length > 4 ? name.slice(0, -1) : name;
    return ` ${written}${once(random, 12) ? pick(random, ['=false', '=1', 'x', '=']) : ''}`;
  }
  const given = word(random, takes, depth);
  if (name.endsWith('=') || name.endsWith(':')) return ` ${name}${given}`;
  return ` ${name}${pick(random, [' ', ' ', ' ', '=', ''])}${given}`;
}

/** A word for what is wanted there. */
function word(random: Random, wanted: Wanted, depth: number): string {
  if (once(random, 25)) return substitution(random, depth);
  if (typeof wanted !== 'string') return caseWord(random, wanted, depth);
  if (wanted.startsWith('file.') || wanted === 'directory' || wanted.startsWith('transfer.'))
    return once(random, 10) ? url(random) : spelt(random, path(random));
  if (wanted.startsWith('network.')) return spelt(random, url(random));
  if (wanted === 'command')
    return depth < MAX_DEPTH ? `${simple(random, depth + 1)}${pick(random, ['', ' \\;', ' {} +', ' {}'])}` : 'ls';
  if (wanted === 'command-text' || wanted === 'source.shell')
    return depth < MAX_DEPTH ? quoted(random, list(random, depth + 1)) : 'ls';
  if (wanted === 'source.shell-joined') return depth < MAX_DEPTH ? list(random, depth + 1) : 'ls';
  if (wanted.startsWith('source.')) return quoted(random, code(random));
  return spelt(random, value(random));
}

function caseWord(random: Random, cases: Exclude<Wanted, string>, depth: number): string {
  const keys = Object.entries(cases);
  if (keys.length === 0 || once(random, 4)) return word(random, 'text', depth);
  const [patterns, role] = pick(random, keys);
  if (patterns === 'else' || patterns === 'dynamic' || role === 'command') return word(random, role, depth);
  return spelt(random, instance(random, pick(random, patterns.split(/\s+/))));
}

/** Something that fits a pattern. */
function instance(random: Random, pattern: string): string {
  return pattern.replaceAll('*', () => pick(random, ['', 'x', 'a-b', '$X']));
}

function substitution(random: Random, depth: number): string {
  if (depth >= MAX_DEPTH) return '$X';
  const inner = list(random, depth + 1);
  return pick(random, [
    `$(${inner})`,
    `"$(${inner})"`,
    `<(${inner})`,
    `>(${inner})`,
    `\`${inner.replaceAll('`', '')}\``,
    `"x$(${inner})y"`,
  ]);
}

function redirection(random: Random, depth: number): string {
  const target = once(random, 6) ? '/dev/null' : word(random, 'file.write', depth);
  return pick(random, [`${pick(random, REDIRECTIONS)} ${target}`, '2>&1', `<<<${quoted(random, 'ls -l')}`]);
}

/** A text that may hold anything, as one word. */
function quoted(random: Random, text: string): string {
  switch (random(4)) {
    case 0:
      return `"${text.replaceAll(/["\\`$]/g, String.raw`\$&`)}"`;
    case 1:
      return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
    case 2:
      return (
        text.replaceAll(/[^A-Za-z0-9/._=-]/g, (character) => (character === '\n' ? ' ' : `\\${character}`)).trim() ||
        "''"
      );
    default:
      return `'${text.replaceAll("'", String.raw`'\''`)}'`;
  }
}

/** A word as written, sometimes in quotes. */
function spelt(random: Random, text: string): string {
  if (/[ ()]/.test(text)) return `'${text}'`;
  switch (random(12)) {
    case 0:
      return `'${text.replaceAll("'", '')}'`;
    case 1:
      return `"${text.replaceAll('"', '')}"`;
    case 2:
      return `${text.slice(0, 1)}\\${text.slice(1) || 'x'}`;
    default:
      return text;
  }
}

/** Wrappers and constructs around each other. */
function nested(random: Random): string {
  let text = simple(random, 1);
  for (let depth = random(once(random, 8) ? 90 : 8); depth > 0; depth--) {
    const [before, after] = pick(random, NESTS);
    text = before + text + after;
  }
  return text;
}

/** Puts in, takes out, doubles or cuts pieces of a text. */
function mutated(random: Random, text: string): string {
  let result = text;
  for (let times = 1 + random(3); times > 0; times--) {
    const at = random(result.length + 1);
    switch (random(6)) {
      case 0:
      case 1:
        result = result.slice(0, at) + pick(random, NOISE) + result.slice(at);
        break;
      case 2:
        result = result.slice(0, at) + result.slice(at + random(4));
        break;
      case 3:
        result =
          result.slice(0, at) +
          String.fromCharCode(once(random, 4) ? random(0x10000) : 32 + random(96)) +
          result.slice(at + 1);
        break;
      case 4:
        result = result.slice(0, at) + result.slice(at, at + 6) + result.slice(at);
        break;
      default:
        result = result.slice(0, Math.max(at, 1));
    }
  }
  return result;
}
