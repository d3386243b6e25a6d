/** Pins of a server's tools: what is kept, and what a person trusts. */
import { describe, expect, test } from 'vitest';
import { changedParts, firstPins, isPinned, pinOf, readPins, withTrusted, withWaiting } from '../../src/mcp/pins.ts';

const tool = (name: string, description = 'd'): object => ({ name, description, inputSchema: { type: 'object' } });
const pin = (name: string, description?: string) => {
  const made = pinOf(tool(name, description));
  if (made === undefined) throw new Error('expected a tool that can be pinned');
  return made;
};

describe('pins', () => {
  test('are told apart by all that a model reads', () => {
    expect(changedParts(pin('a'), pin('a', 'other'))).toEqual(['description']);
    expect(pin('a').sha256).not.toBe(pin('a', 'other').sha256);
    expect(pin('a').sha256).toBe(pinOf({ inputSchema: { type: 'object' }, description: 'd', name: 'a' })?.sha256);
  });

  test('what is no tool has none', () => {
    for (const value of [null, 'a', {}, { name: 7 }, { name: 'a', description: 'x'.repeat(1 << 19) }]) {
      expect(pinOf(value)).toBeUndefined();
    }
  });

  test('trust takes what was shown, and leaves what has come since', () => {
    const pins = withWaiting(firstPins('up', [tool('a')]), pin('a', 'shown'));
    const since = withWaiting(pins, pin('a', 'later'));
    const trusted = withTrusted(since, [pin('a', 'shown')]);
    expect(isPinned(trusted, pin('a', 'shown'))).toBe(true);
    expect(isPinned(trusted, pin('a', 'later'))).toBe(false);
    expect(trusted.waiting['a']?.sha256).toBe(pin('a', 'later').sha256);
    expect(withTrusted(pins, [pin('a', 'shown')]).waiting).toEqual({});
  });

  test('names that objects have anyway are names as others', () => {
    const pins = firstPins('up', [tool('__proto__'), tool('constructor')]);
    expect(isPinned(pins, pin('__proto__'))).toBe(true);
    expect(isPinned(firstPins('up', []), pin('constructor'))).toBe(false);
    expect(isPinned(readPins(JSON.parse(JSON.stringify(pins)), 'up'), pin('__proto__'))).toBe(true);
  });

  test.each([
    ['another server', (text: string) => text.replace('"server":"up"', '"server":"down"')],
    ['another description', (text: string) => text.replace('"d"', '"e"')],
    ['a tool under another name', (text: string) => text.replace('"pinned":{"a"', '"pinned":{"b"')],
    ['a part of it', () => '{"server":"up"}'],
    ['no object', () => '7'],
  ])('%s in the file is no pin', (_, change) => {
    const text = change(JSON.stringify(firstPins('up', [tool('a')])));
    expect(() => readPins(JSON.parse(text), 'up')).toThrow('expected the pins of this server');
  });
});
