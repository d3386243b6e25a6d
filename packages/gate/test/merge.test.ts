import { type Canonical, type CanonicalObject, canonicalText } from '@capgate/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differences, merge } from '../src/policies/merge.ts';

type Leaves = ReadonlyMap<string, string>;

/** Documents as settings are: domains of values, some nested, over few keys, so that changes overlap often. */
const key = fc.constantFrom('a', 'b', 'c', '/', '~');
const leaf = fc.constantFrom<Canonical>(0, 1, true, 'x', ['x'], ['x', 'y']);
const document: fc.Arbitrary<CanonicalObject> = fc.dictionary(
  key,
  fc.oneof(leaf, fc.dictionary(key, fc.oneof(leaf, fc.dictionary(key, leaf)))),
);

/** Each value that is no object, by its place. */
function leavesOf(value: Canonical, path = ''): Leaves {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return new Map([[path, canonicalText(value)]]);
  const parts = Object.entries(value as CanonicalObject);
  return new Map(parts.flatMap(([name, part]) => [...leavesOf(part, `${path}\n${name}`)]));
}

function text(value: Canonical): string {
  return canonicalText(value);
}

describe('merging', () => {
  test('takes over what one side alone changed, and reports every place that both did', () => {
    fc.assert(
      fc.property(document, document, document, (base, ours, theirs) => {
        const { document: merged, conflicts } = merge(base, ours, theirs);
        const sides = [base, ours, theirs, merged].map((side) => leavesOf(side));
        const [before, mine, yours, result] = sides as [Leaves, Leaves, Leaves, Leaves];
        const places = new Set(sides.flatMap((side) => [...side.keys()]));
        const lost = [...places].filter((place) => {
          const [b, o, t, m] = [before, mine, yours, result].map((side) => side.get(place));
          const isMerged = m === (b === o ? t : o);
          return !isMerged && !conflicts.some(({ path }) => covers(path, place));
        });
        expect(lost).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('comes to the same whatever the order, where nothing conflicts', () => {
    fc.assert(
      fc.property(document, document, document, (base, ours, theirs) => {
        const one = merge(base, ours, theirs);
        const other = merge(base, theirs, ours);
        expect(one.conflicts.map(({ path }) => path).toSorted()).toEqual(
          other.conflicts.map(({ path }) => path).toSorted(),
        );
        expect(one.conflicts.length > 0 || text(one.document) === text(other.document)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('with nothing changed on one side is the other side', () => {
    fc.assert(
      fc.property(document, document, (base, changed) => {
        expect(text(merge(base, changed, base).document)).toBe(text(changed));
        expect(text(merge(base, base, changed).document)).toBe(text(changed));
        expect(merge(base, changed, changed).conflicts).toEqual([]);
      }),
    );
  });
});

/** Whether a JSON pointer names this place, or one that it is in or that is in it. */
function covers(pointer: string, place: string): boolean {
  const at = pointer
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('\n');
  return at === place || place.startsWith(`${at}\n`) || at.startsWith(`${place}\n`);
}

describe('merging lists of rules', () => {
  test('joins rules that were added on both sides, and changes of different rules', () => {
    const base = rules(rule('a'), rule('b'));
    const { document: merged, conflicts } = merge(
      base,
      rules(rule('a', 'ask'), rule('b'), rule('c')),
      rules(rule('a'), rule('b', 'ask'), rule('d')),
    );
    expect(conflicts).toEqual([]);
    expect(merged).toEqual(rules(rule('a', 'ask'), rule('b', 'ask'), rule('d'), rule('c')));
  });

  test('reports a rule that both changed by its id, with their side in its place', () => {
    const base = rules(rule('a'));
    const { document: merged, conflicts } = merge(base, rules(rule('a', 'ask')), rules(rule('a', 'allow')));
    expect(conflicts.map(({ path }) => path)).toEqual(['/rules/:a/verdict']);
    expect(merged).toEqual(rules(rule('a', 'allow')));
  });

  test('reports a rule that one removed and the other changed', () => {
    const { conflicts } = merge(rules(rule('a')), rules(), rules(rule('a', 'ask')));
    expect(conflicts.map(({ path }) => path)).toEqual(['/rules/:a']);
  });

  test('keeps an order that one side changed', () => {
    const base = rules(rule('a'), rule('b'));
    const turned = rules(rule('b'), rule('a'));
    const added = rules(rule('a'), rule('b'), rule('c'));
    expect(idsOf(merge(base, turned, added).document)).toEqual(['b', 'a', 'c']);
    expect(idsOf(merge(base, added, turned).document)).toEqual(['b', 'a', 'c']);
  });

  test('reports an order that both changed differently', () => {
    const [base, ours, theirs] = ['abc', 'bac', 'acb'].map((ids) => rules(...ids.split('').map((id) => rule(id))));
    expect(merge(base ?? {}, ours ?? {}, theirs ?? {}).conflicts.map(({ path }) => path)).toEqual(['/rules']);
  });
});

describe('differences', () => {
  test('are none between equal documents, and lead from one document to the other', () => {
    fc.assert(
      fc.property(document, document, (from, to) => {
        const found = differences(from, to);
        expect(found.length === 0).toBe(text(from) === text(to));
        const [before, after] = [leavesOf(from), leavesOf(to)];
        const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
          (at) => before.get(at) !== after.get(at),
        );
        expect(changed.filter((place) => !found.some(({ path }) => covers(path, place)))).toEqual([]);
      }),
    );
  });
});

function rule(id: string, verdict = 'deny'): CanonicalObject {
  return { id, verdict, when: { tool: id } };
}

function rules(...list: CanonicalObject[]): CanonicalObject {
  return { rules: list };
}

function idsOf(merged: CanonicalObject): unknown {
  return (merged['rules'] as readonly CanonicalObject[]).map(({ id }) => id);
}
