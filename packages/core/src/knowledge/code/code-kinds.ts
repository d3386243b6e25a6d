/**
 * Kinds of code that no project holds: words of a program which, together, say that it gives a shell
 * away, runs what it fetched or decoded, or starts processes without end.
 */
import { hashText } from '../../shell/units.ts';
import { HASH_BASIS, HASH_PRIME } from '../../shell/reading.ts';
import type { EffectName } from '../vocabulary/effects.ts';
import type { Language } from '../vocabulary/spec.ts';
import { effectNumber } from '../tables/tables.ts';

/** What a word of a program speaks of, as bits. */
const SOCKET = 1;
const CONNECTS = 2;
const RUNS = 4;
const EVALUATES = 8;
const FETCHES = 16;
const DECODES = 32;
const FORKS = 64;
const REPEATS = 128;
const FILELESS = 256;

const WORDS: readonly (readonly [bits: number, words: string])[] = [
  [SOCKET, 'socket Socket net dgram'],
  [CONNECTS, 'connect bind listen accept createConnection createServer create_connection'],
  [
    SOCKET | CONNECTS,
    'TCPSocket TCPServer fsockopen pfsockopen stream_socket_client sockaddr_in INET SOCK_STREAM TcpClient TCPClient inet',
  ],
  [
    RUNS,
    'exec system popen subprocess pty dup2 spawn spawnSync execSync child_process proc_open shell_exec passthru execve execl execlp execvp execute',
  ],
  [FETCHES, 'urlopen urlretrieve urllib requests httpx https http open_uri URI LWP axios fetch curl_exec wget'],
  [
    DECODES,
    'b64decode a85decode b32decode b16decode fromhex unhexlify fromCharCode base64 base64_decode decode_base64 gzinflate gzuncompress str_rot13 hex2bin atob urlsafe_b64decode rot13 decode64 urlsafe_decode64',
  ],
  [FORKS, 'fork'],
  [FILELESS, 'memfd_create'],
  [REPEATS, 'while until loop iter forever'],
];

/** Words that run a text as code of the language itself. */
const EVALUATING: Readonly<Partial<Record<Language, string>>> = {
  python: 'exec eval',
  javascript: 'eval Function',
  perl: 'eval',
  ruby: 'eval instance_eval class_eval',
  php: 'eval assert',
  lua: 'load loadstring',
};
/** Languages whose `pack` builds a text of numbers, which `system` then runs. */
const PACKING: readonly Language[] = ['perl', 'ruby'];

/** Which words together make which effect; the first that fits decides. */
const KINDS: readonly (readonly [bits: number, effect: EffectName])[] = [
  [SOCKET | CONNECTS | RUNS, 'code.remote-shell'],
  [FETCHES | EVALUATES, 'code.fetched'],
  [DECODES | EVALUATES, 'code.decoded'],
  [FORKS | REPEATS, 'shell.bomb'],
  [FILELESS, 'code.decoded'],
];
const KIND_NUMBERS: readonly (readonly [bits: number, effect: number])[] = KINDS.map(([bits, effect]) => [
  bits,
  effectNumber(effect),
]);

type BitsByWord = ReadonlyMap<number, number>;
const BITS: ReadonlyMap<Language, BitsByWord> = new Map(
  Object.entries(EVALUATING).map(([language, words]) => [language as Language, bitsOf(language as Language, words)]),
);

function bitsOf(language: Language, evaluating: string): BitsByWord {
  const bits = new Map<number, number>();
  const add = (words: string, value: number): void => {
    for (const word of words.split(' ')) bits.set(hashText(word), (bits.get(hashText(word)) ?? 0) | value);
  };
  for (const [value, words] of WORDS) add(words, value);
  add(evaluating, EVALUATES);
  if (PACKING.includes(language)) {
    add('pack', DECODES);
    add('system', EVALUATES);
  }
  return bits;
}

function isWordUnit(unit: number): boolean {
  return (
    (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x5f
  );
}

/** The effect of code whose words make one of the kinds, or -1. */
export function kindOfCode(language: Language, units: Uint16Array, start: number, end: number): number {
  const words = BITS.get(language);
  if (words === undefined) return -1;
  let found = 0;
  for (let at = start; at < end; at++) {
    let hash = HASH_BASIS;
    for (; at < end && isWordUnit(units[at] as number); at++)
      hash = Math.imul(hash ^ (units[at] as number), HASH_PRIME);
    found |= words.get(hash) ?? 0;
  }
  for (const [bits, effect] of KIND_NUMBERS) if ((found & bits) === bits) return effect;
  return -1;
}
