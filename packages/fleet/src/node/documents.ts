/** What a hub knows of documents that come down to gates: it hands them down, and again where they were lost. */
import type { Primitives } from '@capgate/keys';
import type { Deciders } from '../deciders.ts';
import { Shelf, type ShelfBounds, type Shelved } from '../down/shelf.ts';
import { FLEET_TENANT } from '../enrolment/node.ts';

/** Where documents lie, by tenant, kind and name. */
export const DOWN_KEY = 'down';

/** Of all tenants: baselines are of each cohort of each. */
const HUB_BOUNDS: ShelfBounds = { entries: 100_000, kindEntries: 20_000, characters: 64 * 1024 * 1024 };

/** A hub's shelf has the documents of all tenants. */
export function hubShelf(deciders: Deciders, primitives: Primitives): Shelf {
  return new Shelf({ isOurs: () => true, issuersOf: () => deciders, primitives, bounds: HUB_BOUNDS });
}

/** Where gates look for it. */
export function downKeyOf({ issue: { kind, tenant, name } }: Pick<Shelved, 'issue'>): readonly string[] {
  return [DOWN_KEY, tenant ?? FLEET_TENANT, kind, ...(name === undefined ? [] : [name])];
}
