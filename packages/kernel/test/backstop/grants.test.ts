import type { Mask, Place, Scope } from '@capgate/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantsOf } from '../../src/backstop/grants.ts';
import { EVERYDAY } from './trial.ts';

const SCOPES = ['root', 'workspace', 'temporary', 'home', 'credentials'] as const;
const ACTS = ['read', 'write', 'remove'] as const;
type Act = (typeof ACTS)[number];

/** A tree of folders: every path in it, the root first. */
const trees: fc.Arbitrary<readonly string[]> = fc
  .array(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }), { maxLength: 24 })
  .map((paths) => {
    const all = paths.flatMap((path) => path.map((_, index) => `/${path.slice(0, index + 1).join('/')}`));
    return ['/', ...new Set(all)];
  });

interface Case {
  readonly paths: readonly string[];
  readonly places: readonly Place[];
  readonly mask: Mask;
}

const scopeSets = fc.subarray<Scope>([...SCOPES]).map((scopes): ReadonlySet<Scope> => new Set(scopes));

const cases: fc.Arbitrary<Case> = trees.chain((paths) =>
  fc.record({
    paths: fc.constant(paths),
    places: fc
      .subarray([...paths])
      .chain((chosen) =>
        fc.tuple(...chosen.map((path) => fc.constantFrom(...SCOPES).map((scope): Place => ({ path, scope })))),
      ),
    mask: fc
      .tuple(scopeSets, scopeSets, scopeSets)
      .map(([read, write, remove]): Mask => ({ ...EVERYDAY, read, write, remove })),
  }),
);

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** One path at a time: the place that is named by most of it. */
function permits({ places, mask }: Case, path: string, act: Act): boolean {
  const [nearest] = places
    .filter((place) => isWithin(path, place.path))
    .sort((one, other) => other.path.length - one.path.length);
  return nearest !== undefined && mask[act].has(nearest.scope);
}

function listingIn(paths: readonly string[]): (folder: string) => readonly string[] {
  return (folder) =>
    paths
      .filter((path) => path !== '/' && path.slice(0, path.lastIndexOf('/')) === (folder === '/' ? '' : folder))
      .map((path) => path.slice(path.lastIndexOf('/') + 1));
}

function grantedOf({ paths, places, mask }: Case) {
  const { grants, closed } = grantsOf(places, mask, listingIn(paths));
  const isGranted = (path: string, act: Act | 'list'): boolean =>
    grants.some((grant) => isWithin(path, grant.path) && grant.acts.has(act));
  return { isGranted, closed };
}

function eachOf(paths: readonly string[]): (readonly [string, Act])[] {
  return paths.flatMap((path) => ACTS.map((act) => [path, act] as const));
}

describe('grants', () => {
  it('never reach what the nearest place withholds', () => {
    fc.assert(
      fc.property(cases, (drawn) => {
        const { isGranted } = grantedOf(drawn);
        const wrong = eachOf(drawn.paths).filter(([path, act]) => isGranted(path, act) && !permits(drawn, path, act));
        expect(wrong).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('reach all that is permitted, but for folders in which something is withheld', () => {
    fc.assert(
      fc.property(cases, (drawn) => {
        const { isGranted } = grantedOf(drawn);
        const isWhollyPermitted = (path: string, act: Act): boolean =>
          drawn.paths.filter((other) => isWithin(other, path)).every((other) => permits(drawn, other, act));
        const wrong = eachOf(drawn.paths).filter(
          ([path, act]) => isWhollyPermitted(path, act) && !isGranted(path, act),
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('list every folder that may be read', () => {
    fc.assert(
      fc.property(cases, (drawn) => {
        const { isGranted } = grantedOf(drawn);
        const readable = drawn.paths.filter((path) => permits(drawn, path, 'read'));
        expect(readable.filter((path) => !isGranted(path, 'list') && !isGranted(path, 'read'))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('name every folder in which what is new cannot be read or made though the mask permits it', () => {
    fc.assert(
      fc.property(cases, (drawn) => {
        const { isGranted, closed } = grantedOf(drawn);
        for (const act of ['read', 'write'] as const) {
          const expected = drawn.paths.filter((path) => permits(drawn, path, act) && !isGranted(path, act));
          expect([...closed[act]].sort()).toEqual([...expected].sort());
        }
      }),
      { numRuns: 400 },
    );
  });
});
