import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utf8 } from '@capgate/base';
import { codeOf } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { OBJECT_BYTES_MAX, type ObjectStore, sha256Of } from '../../src/results/objects.ts';
import { bucketIn, openBucket } from '../../src/results/s3-objects.ts';

/** By a name that the compiler does not follow: the package has no types. It takes any signature: a stand-in. */
const RIVER: string = 's3rver';
interface River {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}
const { default: S3rver } = (await import(RIVER)) as { default: new (options: object) => River };

const folder = mkdtempSync(join(tmpdir(), 'capgate-bucket-'));
let river: River;
let endpoint: string;
let objects: ObjectStore;
beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  river = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: folder,
    configureBuckets: [{ name: 'lab' }],
  });
  endpoint = `http://127.0.0.1:${(await river.run()).port}`;
  objects = await openBucket({ bucket: 'lab', prefix: 'runs/one', endpoint });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await river.close();
  rmSync(folder, { recursive: true, force: true });
});

const bytes = utf8('{"position":0,"raw":"yes"}\n');
const pathOf = (sha256: string): string => join(folder, 'lab/runs/one', sha256.slice(0, 2));

describe('artifacts in a bucket', () => {
  test('are there again, under their hash, also when they come twice', async () => {
    const sha256 = await objects.put(bytes);
    expect(sha256).toBe(sha256Of(bytes));
    expect(await objects.put(bytes)).toBe(sha256);
    expect(await objects.get(sha256)).toEqual(bytes);
    expect(readdirSync(pathOf(sha256)).some((name) => name.startsWith(sha256.slice(2)))).toBe(true);
  });

  test('of which there are none are undefined, and of another name an error', async () => {
    expect(await objects.get('0'.repeat(64))).toBeUndefined();
    expect(await codeOf(() => objects.get('../../etc/passwd'))).toBe('STORE');
  });

  test('that somebody altered are found out', async () => {
    const sha256 = await objects.put(utf8('as it was'));
    const [name] = readdirSync(pathOf(sha256)).filter((file) => file.endsWith('_object'));
    writeFileSync(join(pathOf(sha256), name as string), 'another');
    await expect(objects.get(sha256)).rejects.toMatchObject({
      code: 'STORE',
      message: expect.stringContaining('other bytes'),
    });
  });

  test('that are too long are refused before anything is sent', async () => {
    expect(await codeOf(() => objects.put({ length: OBJECT_BYTES_MAX + 1 } as Uint8Array))).toBe('STORE');
  });

  test('a bucket that is not there, or that nobody answers for, is told without the request', async () => {
    const nowhere = await openBucket({ bucket: 'nowhere', endpoint });
    await expect(nowhere.put(bytes)).rejects.toMatchObject({
      code: 'STORE',
      message: expect.stringContaining('NoSuchBucket'),
    });
    const error = await nowhere.put(bytes).catch((thrown: unknown) => thrown);
    expect(String(error)).not.toContain('S3RVER');
  });
});

describe('where a bucket is', () => {
  test.each([
    ['s3://lab', { bucket: 'lab' }],
    ['s3://lab/', { bucket: 'lab' }],
    ['s3://lab-1.eu/runs/one/', { bucket: 'lab-1.eu', prefix: 'runs/one' }],
  ])('%s', (address, options) => {
    expect(bucketIn(address)).toEqual(options);
  });

  test.each(['lab', 'https://lab', 's3://', 's3://Lab', 's3://l', 's3://lab/a b', 's3://lab?x'])(
    'is not %s',
    async (address) => {
      expect(await codeOf(() => bucketIn(address))).toBe('STORE');
    },
  );

  test.each(['http://s3.example.com', 'ftp://127.0.0.1', 'nowhere'])('is not spoken at %s', async (other) => {
    expect(await codeOf(() => openBucket({ bucket: 'lab', endpoint: other }))).toBe('STORE');
  });
});
