/**
 * From places to what Landlock can say. It only ever grants, to a folder and all below: "the home but for ~/.ssh" are
 * grants for what lies beside it, on each level of the way down.
 */
import type { Mask, Scope } from '../mask.ts';
import type { Place } from '../place.ts';
import { type Act, ACTS } from './rights.ts';

interface Grant {
  readonly path: string;
  readonly acts: ReadonlySet<Act>;
}

export interface Grants {
  readonly grants: readonly Grant[];
  readonly closed: Closed;
}

/**
 * Folders that a mask permits to read or to change, and that hold something which it does not: there only what is in them
 * now can be, since a right to what will be there would be one to all below. A file that is replaced by another is new.
 */
export interface Closed {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/** The names in a folder, without links: what they lead to has its own place. None where it cannot be read. */
export type Listing = (folder: string) => readonly string[];

type PlaceAct = Exclude<Act, 'list'>;

/**
 * The nearest place decides about a path, and no grant ever reaches a path that its place withholds. What is withheld
 * though the mask permits it is what comes to lie directly in a folder on the way to such a path, and that folder itself.
 * Names are little: of a folder that may be read, those below can be listed too.
 */
export function grantsOf(places: readonly Place[], mask: Mask, listing: Listing): Grants {
  const tree = treeOf(places);
  const grants = new Map<string, Set<Act>>();
  const closed = { read: [] as string[], write: [] as string[], remove: [] as string[] };
  const grant = (path: string, act: Act): void => {
    const acts = grants.get(path) ?? new Set();
    grants.set(path, acts.add(act));
  };
  for (const act of ACTS) {
    if (act === 'list') continue;
    const permits = permission(act, mask);
    const visit = (path: string, node: Node, inherited: boolean): void => {
      const permitted = node.scope === undefined ? inherited : permits(node.scope);
      if (isEven(node, permitted, permits)) {
        if (permitted) grant(path, act);
        return;
      }
      if (permitted) {
        if (act === 'read') grant(path, 'list');
        closed[act].push(path);
        for (const name of listing(path)) if (!node.below.has(name)) grant(join(path, name), act);
      }
      for (const [name, below] of node.below) visit(join(path, name), below, permitted);
    };
    visit('/', tree, false);
  }
  return { grants: [...grants].map(([path, acts]) => ({ path, acts })), closed };
}

interface Node {
  scope: Scope | undefined;
  readonly below: Map<string, Node>;
}

function treeOf(places: readonly Place[]): Node {
  const root: Node = { scope: undefined, below: new Map() };
  for (const { path, scope } of places) {
    let node = root;
    for (const name of path.split('/').filter((segment) => segment !== '')) {
      const next: Node = node.below.get(name) ?? { scope: undefined, below: new Map() };
      node.below.set(name, next);
      node = next;
    }
    node.scope = scope;
  }
  return root;
}

function permission(act: PlaceAct, mask: Mask): (scope: Scope) => boolean {
  return (scope) => mask[act].has(scope);
}

/** Whether everything below is permitted as the folder itself is. */
function isEven(node: Node, permitted: boolean, permits: (scope: Scope) => boolean): boolean {
  return [...node.below.values()].every(
    (below) => (below.scope === undefined || permits(below.scope) === permitted) && isEven(below, permitted, permits),
  );
}

function join(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}
