/** Artifacts in a bucket of S3, or of what speaks its protocol. The client is a package of its own, loaded when asked for. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type * as S3 from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { concatBytes, isConfidential } from '@capgate/base';
import { isBeside } from '@capgate/base/node';
import { LabError } from '../error.ts';
import { checkSha256, OBJECT_BYTES_MAX, type ObjectStore, sha256Of } from './objects.ts';

export interface BucketOptions {
  readonly bucket: string;
  /** What the names of objects begin with; nothing where absent. */
  readonly prefix?: string;
  /** Where it is spoken, where that is not S3 itself. */
  readonly endpoint?: string;
}

const PACKAGE = '@aws-sdk/client-s3';

/** `s3://bucket/prefix`. Throws `LabError` STORE for any other text. */
export function bucketIn(address: string): BucketOptions {
  const [, bucket, prefix = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w./-]{0,512}))?$/u.exec(address) ?? [];
  if (bucket === undefined) throw new LabError('STORE', 'expected s3://bucket/prefix, met another text');
  const trimmed = prefix.replace(/\/+$/u, '');
  return { bucket, ...(trimmed !== '' && { prefix: trimmed }) };
}

/**
 * The bucket has to be there. Credentials and region are those that the client finds: of the environment, of the user's
 * files, of the machine. Rejects with `LabError` STORE where the client is not installed, and for an endpoint in the clear.
 */
export async function openBucket({ bucket, prefix, endpoint }: BucketOptions): Promise<ObjectStore> {
  if (endpoint !== undefined && !isSafe(endpoint)) {
    throw new LabError('STORE', 'expected an endpoint with https:, as credentials and artifacts go there, met another');
  }
  const sdk = await loadSdk();
  // Paths rather than names of hosts: what is not S3 itself has seldom a name for each bucket.
  const at = endpoint === undefined ? {} : { endpoint, forcePathStyle: true };
  // Of its own accord the client would take an address in the clear out of the environment.
  const config = { ...at, ignoreConfiguredEndpointUrls: true };
  const begin = prefix === undefined ? '' : `${prefix}/`;
  return new BucketObjects(sdk, new sdk.S3Client(config), bucket, begin);
}

function isSafe(endpoint: string): boolean {
  const url = URL.parse(endpoint);
  return url !== null && isConfidential(url);
}

async function loadSdk(): Promise<typeof S3> {
  try {
    if (!isBeside(PACKAGE, fileURLToPath(import.meta.url))) throw new Error('it is not there');
    return await import('@aws-sdk/client-s3');
  } catch (error) {
    const remedy = `npm install ${PACKAGE} beside the lab`;
    throw new LabError('STORE', `expected the package ${PACKAGE}, met none; ${remedy}`, { cause: error });
  }
}

class BucketObjects implements ObjectStore {
  readonly #sdk: typeof S3;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #begin: string;

  constructor(parts: typeof S3, client: S3Client, bucket: string, begin: string) {
    this.#sdk = parts;
    this.#client = client;
    this.#bucket = bucket;
    this.#begin = begin;
  }

  async put(bytes: Uint8Array): Promise<string> {
    if (bytes.length > OBJECT_BYTES_MAX) {
      throw new LabError('STORE', `expected an artifact of at most ${OBJECT_BYTES_MAX} bytes, met ${bytes.length}`);
    }
    const sha256 = sha256Of(bytes);
    // What is there already under its hash is replaced by the same bytes. S3 compares what arrived.
    const checksum = createHash('sha256').update(bytes).digest('base64');
    const put = new this.#sdk.PutObjectCommand({
      Bucket: this.#bucket,
      Key: this.#keyOf(sha256),
      Body: bytes,
      ChecksumSHA256: checksum,
    });
    await this.#sent(() => this.#client.send(put));
    return sha256;
  }

  async get(sha256: string): Promise<Uint8Array | undefined> {
    const get = new this.#sdk.GetObjectCommand({ Bucket: this.#bucket, Key: this.#keyOf(sha256) });
    const bytes = await this.#sent(async () => bytesOf(await this.#client.send(get)));
    if (bytes === undefined || sha256Of(bytes) === sha256) return bytes;
    throw new LabError('STORE', `expected the artifact ${sha256} in ${this.#bucket}, met other bytes`);
  }

  #keyOf(sha256: string): string {
    checkSha256(sha256);
    return `${this.#begin}${sha256.slice(0, 2)}/${sha256.slice(2)}`;
  }

  /** Undefined where there is no such object. */
  async #sent<Value>(step: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await step();
    } catch (error) {
      if (error instanceof this.#sdk.NoSuchKey) return undefined;
      if (error instanceof LabError) throw error;
      // The name of the error alone: its message may have the request with its credentials in it.
      const name = error instanceof Error ? error.name : typeof error;
      throw new LabError('STORE', `expected the bucket ${this.#bucket} to answer, met ${name}`, { cause: error });
    }
  }
}

/** No further than any artifact is long, whatever is said of its length. */
async function bytesOf({ Body }: S3.GetObjectCommandOutput): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (Body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > OBJECT_BYTES_MAX) {
      throw new LabError('STORE', `expected an artifact of at most ${OBJECT_BYTES_MAX} bytes, met more`);
    }
    chunks.push(chunk);
  }
  return concatBytes(...chunks);
}
