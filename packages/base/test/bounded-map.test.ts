import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedMap } from '@capgate/base';

describe('a bounded map', () => {
  it('forgets what was put in first', () => {
    const map = new BoundedMap<string, number>(2).set('a', 1).set('b', 2).set('c', 3);
    expect([...map]).toEqual([
      ['b', 2],
      ['c', 3],
    ]);
  });

  it('keeps the place of what is set again, and not of what is renewed', () => {
    const set = new BoundedMap<string, number>(2).set('a', 1).set('b', 2).set('a', 3).set('c', 4);
    const renewed = new BoundedMap<string, number>(2).set('a', 1).set('b', 2).renew('a', 3).set('c', 4);
    expect([[...set.keys()], [...renewed.keys()]]).toEqual([
      ['b', 'c'],
      ['a', 'c'],
    ]);
  });

  it('holds the newest, as a list that is cut does', () => {
    const step = fc.record({ key: fc.nat(12), isRenewed: fc.boolean() });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(step), (sizeMax, steps) => {
        const map = new BoundedMap<number, number>(sizeMax);
        let list: number[] = [];
        for (const { key, isRenewed } of steps) {
          if (isRenewed) map.renew(key, key);
          else map.set(key, key);
          if (isRenewed || !list.includes(key)) list = [...list.filter((one) => one !== key), key].slice(-sizeMax);
        }
        expect([...map.keys()]).toEqual(list);
      }),
    );
  });
});
