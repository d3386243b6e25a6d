/** Of an answer's body. */
const BODY_BYTES_MAX = 1 << 20;
/** What else a client would send says things about this machine, or comes from the environment. */
const SENT = ['accept', 'authorization', 'content-type', 'user-agent'];

/**
 * As `fetch`, but it sends headers of a closed list, follows no redirect, which would carry the key elsewhere, and takes no
 * body beyond a megabyte.
 */
export async function boundedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const headers = [...new Headers(init?.headers)].filter(([name]) => SENT.includes(name));
  const response = await fetch(input, { ...init, headers, redirect: 'error' });
  const body = await bounded(response);
  const { status, statusText } = response;
  // What was unpacked here is packed no more.
  const plain = new Headers(response.headers);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) plain.delete(name);
  return new Response(status === 204 || status === 304 ? null : body, { status, statusText, headers: plain });
}

async function bounded({ body }: Response): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    // Leaving the loop ends the transfer.
    if (size > BODY_BYTES_MAX) throw new RangeError(`expected an answer of at most ${BODY_BYTES_MAX} bytes, met more`);
    chunks.push(chunk as Uint8Array<ArrayBuffer>);
  }
  return new Blob(chunks);
}
