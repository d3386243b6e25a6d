/** What every network does. */
import { type Address, type Connection, concatBytes, type Listener, type Net, utf8 } from '@capgate/base';
import { codeOf } from '@capgate/testing';
import { expect, onTestFinished, test } from 'vitest';

/** `newPlace` gives a network, and an address on it where nobody listens. */
export function expectNetToHold(newPlace: () => { net: Net; address: Address }): void {
  test('carries bytes both ways, whole and in order, however they are written', async () => {
    const { near, far } = await joined(newPlace());
    const sent = Array.from({ length: 60 }, (_, i) => new Uint8Array(i * i).fill(i));
    const [there, back] = [all(far), all(near)];
    for (const [i, bytes] of sent.entries()) await (i % 3 === 0 ? far : near).write(bytes);
    near.end();
    far.end();
    expect(await there).toEqual(concatBytes(...sent.filter((_, i) => i % 3 !== 0)));
    expect(await back).toEqual(concatBytes(...sent.filter((_, i) => i % 3 === 0)));
  });

  test('lets one end answer what the other has ended', async () => {
    const { near, far } = await joined(newPlace());
    await near.write(utf8('question'));
    near.end();
    expect(await all(far)).toEqual(utf8('question'));
    await far.write(utf8('answer'));
    far.end();
    expect(await all(near)).toEqual(utf8('answer'));
  });

  test('refuses who comes where nobody listens, or no longer does', async () => {
    const { net, address } = newPlace();
    expect(await codeOf(() => net.connect(address))).toBe('REFUSED');
    const listener = await net.listen(address, () => {});
    await listener.close();
    await listener.close();
    expect(await codeOf(() => net.connect(listener.address))).toBe('REFUSED');
    const again = await net.listen(listener.address, () => {});
    await again.close();
  });

  test('lets one listen at an address', async () => {
    const { net, address } = newPlace();
    const listener = await net.listen(address, () => {});
    onTestFinished(() => listener.close());
    expect(await codeOf(() => net.listen(listener.address, () => {}))).toBe('IN_USE');
  });

  test('keeps connections when their listener closes', async () => {
    const { near, far, listener } = await joined(newPlace());
    await listener.close();
    await near.write(utf8('still here'));
    near.end();
    expect(await all(far)).toEqual(utf8('still here'));
  });

  test('breaks a connection: nothing more is written at the end that broke it, and the other comes to an end', async () => {
    const { near, far } = await joined(newPlace());
    near.destroy();
    expect(await codeOf(() => near.write(utf8('lost')))).toBe('RESET');
    expect(['RESET', undefined]).toContain(await codeOf(() => all(far)));
  });

  test('keeps connections apart', async () => {
    const { net, address } = newPlace();
    const arrived: Promise<Uint8Array>[] = [];
    const listener = await net.listen(address, (connection) => void arrived.push(all(connection)));
    onTestFinished(() => listener.close());
    for (const text of ['one', 'two', 'three']) {
      const connection = await net.connect(listener.address);
      onTestFinished(() => connection.destroy());
      await connection.write(utf8(text));
      connection.end();
      await expect.poll(() => arrived.length).toBeGreaterThan(['one', 'two', 'three'].indexOf(text));
    }
    expect(await Promise.all(arrived)).toEqual(['one', 'two', 'three'].map(utf8));
  });
}

interface Joined {
  readonly near: Connection;
  readonly far: Connection;
  readonly listener: Listener;
}

async function joined({ net, address }: { net: Net; address: Address }): Promise<Joined> {
  const accepted = Promise.withResolvers<Connection>();
  const listener = await net.listen(address, accepted.resolve);
  const near = await net.connect(listener.address);
  const far = await accepted.promise;
  onTestFinished(async () => {
    near.destroy();
    far.destroy();
    await listener.close();
  });
  return { near, far, listener };
}

async function all(connection: Connection): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of connection.chunks) chunks.push(new Uint8Array(chunk));
  return concatBytes(...chunks);
}
