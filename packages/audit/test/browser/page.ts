/** What a page needs to check a log by itself: the checks, Web Crypto, and a SHA-256 that need not be waited for. */
import { CodedError } from '@capgate/base';
import { KeyError, webPrimitives } from '@capgate/keys';
import { sha256 } from '@noble/hashes/sha2.js';
import { parseProof, verifyLog, verifyProof } from '../../src/verify/index.ts';

const primitives = webPrimitives(sha256);

/** Files as the server of the page has them; an answer other than 200 is no file. */
const reader = {
  async read(path: string): Promise<Uint8Array | undefined> {
    const response = await fetch(`log/${path}`);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
  },
};

/** The size of a log that verifies; else the code of what is wrong with it. */
export async function checkLog(anchor: string): Promise<number | string> {
  return orCode(async () => (await verifyLog({ reader, primitives, anchor })).checkpoint.size);
}

/** The same for a proof in a text. */
export async function checkProof(text: string, anchor: string): Promise<number | string> {
  return orCode(async () => {
    const { chain } = await verifyLog({ reader, primitives, anchor });
    const { size } = await verifyProof(
      parseProof(text),
      chain.keys.map(({ identity }) => identity),
      primitives,
    );
    return size;
  });
}

async function orCode(check: () => Promise<number>): Promise<number | string> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof CodedError || error instanceof KeyError) return error.code;
    throw error;
  }
}

Object.assign(globalThis, { checkLog, checkProof });
