/** A tree that grows: it keeps the roots of its complete parts and nothing else. */
import { emptyRoot, nodeHash, type Sha256 } from './merkle.ts';

/** A complete part of a tree: 2^height entries, from `index` times as many. */
export interface TreeNode {
  readonly height: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

export class GrowingTree {
  readonly #sha256: Sha256;
  readonly #onNode: (node: TreeNode) => void;
  /** The roots of the complete parts, the greatest first: one for each bit that is set in `#size`. */
  #parts: TreeNode[];
  #size: number;

  /** Calls `onNode` with each part as it becomes complete, the leaves too. `parts` are those of a tree to go on with. */
  constructor(sha256: Sha256, onNode: (node: TreeNode) => void = () => {}, parts: readonly TreeNode[] = []) {
    this.#sha256 = sha256;
    this.#onNode = onNode;
    this.#parts = [...parts];
    this.#size = parts.reduce((size, { height }) => size + 2 ** height, 0);
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a leaf by its hash. */
  add(leaf: Uint8Array): void {
    let node: TreeNode = { height: 0, index: this.#size, hash: leaf };
    this.#onNode(node);
    for (let left = this.#parts.at(-1); left?.height === node.height; left = this.#parts.at(-1)) {
      this.#parts.pop();
      const hash = nodeHash(left.hash, node.hash, this.#sha256);
      node = { height: node.height + 1, index: (node.index - 1) / 2, hash };
      this.#onNode(node);
    }
    this.#parts.push(node);
    this.#size++;
  }

  root(): Uint8Array {
    const last = this.#parts.at(-1);
    if (last === undefined) return emptyRoot(this.#sha256);
    let root = last.hash;
    for (let i = this.#parts.length - 2; i >= 0; i--) {
      root = nodeHash((this.#parts[i] as TreeNode).hash, root, this.#sha256);
    }
    return root;
  }
}

/** Which parts a tree of `size` consists of, the greatest first. */
export function partsOf(size: number): { readonly height: number; readonly index: number }[] {
  const parts: { height: number; index: number }[] = [];
  let start = 0;
  for (let height = 52; height >= 0; height--) {
    if (Math.floor(size / 2 ** height) % 2 === 0) continue;
    parts.push({ height, index: start / 2 ** height });
    start += 2 ** height;
  }
  return parts;
}
