/** Hosts against thousands of names, endings and blocks of addresses, in a step for each label and each length of prefix. */
import { FleetError } from '../../error.ts';
import { valueOf } from '../../value-of.ts';

const ADDRESS_BITS = 128;
/** IPv4 within IPv6 (RFC 4291, section 2.5.5.2): `::ffff:a.b.c.d` is the same machine as `a.b.c.d`. */
const IPV4_PREFIX = 0xffffn << 32n;
const IPV4_BITS = 32;

export class HostPatterns<Value> {
  readonly #byName = new Map<string, Value[]>();
  readonly #byEnding = new Map<string, Value[]>();
  /** By the length of their prefix, and the prefix. */
  readonly #byBlock = new Map<number, Map<bigint, Value[]>>();

  /** Adds a name, `*.ending`, an address or a block, and what it stands for. Throws `FleetError` VALUE for others. */
  add(pattern: string, value: Value): void {
    const [text = '', length, ...others] = pattern.split('/');
    const isEnding = text.startsWith('*.');
    const host = hostOf(isEnding ? text.slice(2) : text.includes(':') && !text.startsWith('[') ? `[${text}]` : text);
    const address = host === undefined ? undefined : addressOf(host);
    if (host === undefined || others.length > 0) throw noHost(pattern);
    if (address !== undefined && !isEnding) return this.#addBlock(address, prefixBits(pattern, host, length), value);
    if (address !== undefined || length !== undefined) throw noHost(pattern);
    valueOf(isEnding ? this.#byEnding : this.#byName, host, () => []).push(value);
  }

  /** What stands for the host; the same value may come twice. Names are compared as programs look them up. */
  *of(text: string): Iterable<Value> {
    const host = hostOf(text);
    if (host === undefined) return;
    const address = addressOf(host);
    if (address === undefined) yield* this.#named(host);
    else for (const [bits, blocks] of this.#byBlock) yield* blocks.get(prefixOf(address, bits)) ?? [];
  }

  *#named(host: string): Iterable<Value> {
    yield* this.#byName.get(host) ?? [];
    for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1))
      yield* this.#byEnding.get(host.slice(dot + 1)) ?? [];
  }

  #addBlock(address: bigint, bits: number, value: Value): void {
    const blocks = valueOf(this.#byBlock, bits, () => new Map<bigint, Value[]>());
    valueOf(blocks, prefixOf(address, bits), () => []).push(value);
  }
}

/** How many bits of `PATTERN/LENGTH` count, of 128; all where no length is given. */
function prefixBits(pattern: string, host: string, length: string | undefined): number {
  const most = host.startsWith('[') ? ADDRESS_BITS : IPV4_BITS;
  if (length === undefined) return ADDRESS_BITS;
  if (!/^\d{1,3}$/u.test(length) || Number(length) > most) throw noHost(pattern);
  return ADDRESS_BITS - most + Number(length);
}

function prefixOf(address: bigint, bits: number): bigint {
  return address >> BigInt(ADDRESS_BITS - bits);
}

/** What could be a name or an address; anything else would be another part of a URL. */
const HOST = /^(?:\[[\da-f:.]{2,45}\]|[\p{L}\p{N}._-]{1,253})$/iu;

/**
 * The one spelling of a host (WHATWG URL Standard, section 3.5): small letters, punycode, addresses in any notation that
 * programs take (`0x7f.1`, `2130706433`) as four numbers, and no dot at the end. Undefined for what is no host.
 */
function hostOf(text: string): string | undefined {
  if (!HOST.test(text)) return undefined;
  const url = URL.parse(`http://${text}/`);
  return url === null ? undefined : url.hostname.replace(/\.$/u, '') || undefined;
}

/** Of a host as `hostOf` spells it; undefined for a name. */
function addressOf(host: string): bigint | undefined {
  if (host.startsWith('[')) return ipv6Of(host.slice(1, -1));
  if (!/^\d+\.\d+\.\d+\.\d+$/u.test(host)) return undefined;
  return host.split('.').reduce((address, part) => (address << 8n) | BigInt(part), 0n) | IPV4_PREFIX;
}

function ipv6Of(text: string): bigint {
  const [before = '', behind] = text.split('::');
  const first = before === '' ? [] : before.split(':');
  const last = behind === undefined || behind === '' ? [] : behind.split(':');
  const gap = behind === undefined ? 0 : ADDRESS_BITS / 16 - first.length - last.length;
  const groups = [...first, ...Array.from({ length: gap }, () => '0'), ...last];
  return groups.reduce((address, group) => (address << 16n) | BigInt(`0x${group}`), 0n);
}

function noHost(pattern: string): FleetError {
  const wanted = 'a host, "*." and an ending, an address, or a block such as 192.0.2.0/24';
  return new FleetError('VALUE', `expected ${wanted}, met "${pattern}"`);
}
