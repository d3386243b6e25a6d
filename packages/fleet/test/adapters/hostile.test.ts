import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { connect, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { codeOf, freePort, NatsServer, needsProgram, type Skippable } from '@capgate/testing';
import { expect, it, vi } from 'vitest';
import { NatsCarrier } from '../../src/adapters/nats/index.ts';
import type { CertificateFiles } from '../../src/adapters/nats/index.ts';
import { Authority } from './certificates.ts';
import { SingleHub, tenantOf } from './single-hub.ts';

/** What another tenant's node may want to hear. */
const HEARD = [
  '>',
  'fleet.>',
  'fleet.up.aggregator-1.edge-1.evidence',
  'fleet.up.*.*.*',
  'fleet.ask.edge-1',
  '$KV.>',
  '$KV.fleet.list.acme.>',
  '_INBOX.>',
  '_INBOX.acme.>',
  '_INBOX.*.*.>',
  '$JS.>',
  '$SYS.>',
];

const start = (context: Skippable, options: Parameters<typeof SingleHub.start>[2] = {}): Promise<SingleHub> =>
  SingleHub.start(needsProgram(context, 'nats-server'), needsProgram(context, 'openssl'), options);

/** Any user may do anything. */
const withoutRules = { edit: (text: string) => text.replace(/"allow": \[[^\]]*\]/gu, '"allow": [">"]') };

/** As anybody with these files may connect, without our carrier. */
function raw(hub: SingleHub, node: string, files = hub.certificateOf(node)): Promise<NatsConnection> {
  return connect({
    servers: hub.address,
    tls: { certFile: files.certificate, keyFile: files.key, caFile: files.authority },
    inboxPrefix: `_INBOX.${tenantOf(node)}.${node}`,
    reconnect: false,
    noEcho: true,
    timeout: 3_000,
  });
}

it('who has no certificate, one of another authority, or one that nobody named, is refused', async (context) => {
  const hub = await start(context);
  const foreign = new Authority(needsProgram(context, 'openssl'), hub.folder, 'foreign');
  const open = (node: string, files: CertificateFiles) =>
    NatsCarrier.open({ node: { name: node, tenant: tenantOf(node) }, servers: [hub.address], files });
  const own = hub.certificateOf('edge-1');
  const other = { ...foreign.issue('edge-1', 'acme'), authority: own.authority };
  expect(await codeOf(() => open('edge-1', other))).toBe('UNREACHABLE');
  expect(await codeOf(() => open('edge-3', hub.certificateOf('edge-3')))).toBe('UNREACHABLE');
  // Its own name, and another tenant's.
  expect(await codeOf(() => open('edge-1', hub.authority.issue('edge-1', 'other')))).toBe('UNREACHABLE');
  const without = connect({ servers: hub.address, tls: { caFile: own.authority }, reconnect: false, timeout: 3_000 });
  await expect(without).rejects.toThrow(/certificate|TLS|closed|hang up|Authorization/iu);
  // A server of another authority is not spoken to either.
  const misled = { ...own, authority: foreign.issue('edge-2', 'other').authority };
  expect(await codeOf(() => open('edge-1', misled))).toBe('UNREACHABLE');
  const carrier = await open('edge-1', own);
  await carrier.close();
  await hub.stop();
});

it('a server that reads its configuration again takes who is new in it, and lets go whom it leaves out', async (context) => {
  const hub = await start(context);
  const config = join(hub.folder, 'server.conf');
  const both = readFileSync(config, 'utf8');
  const rename = (name: string): void => {
    writeFileSync(config, both.replace('CN=edge-1,O=acme', `CN=${name},O=acme`));
    hub.server.reload();
  };
  const [edge, aggregator] = [await hub.carrier('edge-1'), await hub.carrier('aggregator-1')];
  await aggregator.receive('aggregator-1', async () => {});
  const send = (id: string) =>
    codeOf(() => edge.send('aggregator-1', { kind: 'evidence', from: 'edge-1', id, body: new Uint8Array() }));
  expect(await send('a')).toBeUndefined();
  rename('edge-3');
  await vi.waitFor(async () => expect(await send('b')).toBe('UNREACHABLE'), { timeout: 10_000 });
  expect(await codeOf(() => hub.carrier('edge-1'))).toBe('UNREACHABLE');
  rename('edge-1');
  await vi.waitFor(async () => expect(await send('b')).toBeUndefined(), { timeout: 20_000 });
  await Promise.all([edge, aggregator].map((carrier) => carrier.close()));
  await hub.stop();
});

it('a node hears nothing of another tenant, and sends nothing under another name', async (context) => {
  const hub = await start(context);
  expect(await overheard(hub)).toEqual([]);
  await hub.stop();
  // The same attempts at a server without permissions are all that is needed to hear, and to be taken for another.
  const open = await start(context, withoutRules);
  expect((await overheard(open)).toSorted()).toEqual(
    [...HEARD.filter((subject) => !subject.startsWith('$S')), 'forged'].toSorted(),
  );
  await open.stop();
});

/** By which subjects a node of another tenant hears what goes on; `forged`, where it can send under another's name. */
async function overheard(hub: SingleHub): Promise<readonly string[]> {
  const [edge, aggregator, boss] = [
    await hub.carrier('edge-1'),
    await hub.carrier('aggregator-1'),
    await hub.carrier('hub-1'),
  ];
  const spy = await raw(hub, 'edge-2');
  const heard = new Set<string>();
  for (const subject of HEARD) {
    spy.subscribe(subject, { callback: (error) => void (error === null && heard.add(subject)) });
  }
  await spy.flush();
  const ids: string[] = [];
  await aggregator.receive('aggregator-1', async ({ id }) => {
    ids.push(id);
    if (id === 'forged') heard.add(id);
  });
  const told: string[] = [];
  await edge.answer('edge-1', async (question) => question);
  await edge.watch(['list', 'acme'], (_, text) => void told.push(text));
  await boss.put(['list', 'acme', 'a'], 'text');
  await boss.ask('edge-1', new Uint8Array());
  await forge(spy);
  await edge.send('aggregator-1', { kind: 'evidence', from: 'edge-1', id: 'own', body: new Uint8Array() });
  await vi.waitFor(() => expect([ids.at(-1), told]).toEqual(['own', ['text']]), { timeout: 10_000 });
  await later(100);
  await Promise.all([edge, aggregator, boss].map((carrier) => carrier.close()));
  await spy.close();
  return [...heard];
}

async function forge(spy: NatsConnection): Promise<void> {
  const named = headers();
  named.set('Nats-Msg-Id', 'edge-1.evidence.forged');
  spy.publish('fleet.up.aggregator-1.edge-1.evidence', new Uint8Array(), { headers: named });
  await spy.flush();
}

it('what is kept is read by its tenant alone, and changed by hubs alone', async (context) => {
  const hub = await start(context);
  const boss = await hub.carrier('hub-1');
  for (const tenant of ['acme', 'other', 'fleet']) await boss.put(['list', tenant, 'a'], `of ${tenant}`);
  const spy = await raw(hub, 'edge-2');
  const ask = askerAs(spy);
  const create = (filter: string, asked = filter) =>
    ask(`$JS.hub.API.CONSUMER.CREATE.KV_fleet.${'a'.repeat(32)}.${filter}`, {
      stream_name: 'KV_fleet',
      config: {
        name: 'a'.repeat(32),
        filter_subject: asked,
        deliver_policy: 'last_per_subject',
        ack_policy: 'none',
        mem_storage: true,
        deliver_subject: '_INBOX.other.edge-2.texts',
      },
    });
  const got: string[] = [];
  spy.subscribe('_INBOX.other.edge-2.texts', {
    callback: (_, { data }) => void got.push(Buffer.from(data).toString()),
  });
  for (const filter of [
    '$KV.fleet.>',
    '$KV.>',
    '>',
    '$KV.fleet.list.acme.>',
    '$KV.fleet.*.*.>',
    '$KV.fleet.list.*.a._',
  ]) {
    expect(await create(filter), filter).toBe('refused');
    // In its own name, and of another's in what is asked.
    expect(await create('$KV.fleet.list.other.>', filter), filter).toMatch(/filter|refused/u);
  }
  for (const [subject, request] of [
    ['STREAM.INFO.KV_fleet', { subjects_filter: '>' }],
    ['STREAM.NAMES', {}],
    ['STREAM.MSG.GET.KV_fleet', { last_by_subj: '$KV.fleet.list.acme.a._' }],
    ['STREAM.PURGE.KV_fleet', {}],
    ['STREAM.DELETE.KV_fleet', {}],
    ['STREAM.CREATE.mine', { name: 'mine', subjects: ['fleet.up.aggregator-1.edge-1.*'] }],
    ['STREAM.UPDATE.KV_fleet', { name: 'KV_fleet', subjects: ['$KV.fleet.>'] }],
    ['DIRECT.GET.KV_fleet.$KV.fleet.list.acme.a._', {}],
    ['CONSUMER.NAMES.KV_fleet', {}],
    ['CONSUMER.LIST.KV_fleet', {}],
    ['CONSUMER.MSG.NEXT.fleet-up-aggregator-1.inbox', {}],
  ] as const) {
    for (const api of ['$JS.hub.API', '$JS.API'])
      expect(await ask(`${api}.${subject}`, request), subject).toBe('refused');
  }
  expect(await ask('$KV.fleet.list.other.a._', {})).toBe('refused');
  expect(got).toEqual([]);
  // What it may read, it gets in this way: so the others were refused for what they asked.
  expect(await create('$KV.fleet.list.other.>')).toBe('answered');
  await vi.waitFor(() => expect(got).toEqual(['of other']));
  const told: string[] = [];
  await boss.watch(['list'], (_, text) => void told.push(text));
  await vi.waitFor(() => expect(told).toEqual(['of acme', 'of other', 'of fleet']));
  await spy.close();
  await boss.close();
  await hub.stop();
});

/** Asks, and tells what came of it: `refused` by permission, `answered`, or what the error says that is in the answer. */
function askerAs(spy: NatsConnection): (subject: string, request: object) => Promise<string> {
  const refusals = spy.status()[Symbol.asyncIterator]();
  const refused = async (): Promise<string> => {
    for (let next = await refusals.next(); ; next = await refusals.next()) {
      if (next.done === true) throw new Error('expected a connection until the end');
      if (next.value.type === 'error') return 'refused';
    }
  };
  let refusal = refused();
  return async (subject, request) => {
    // The client itself does not see that it was this request, as the server names it otherwise.
    const answer = spy.request(subject, JSON.stringify(request), { timeout: 10_000 });
    const said = await Promise.race([refusal, answer.then((message) => errorIn(message))]).catch(() => refusal);
    if (said === 'refused') refusal = refused();
    answer.catch(() => {});
    return said;
  };
}

function errorIn(answer: Msg): string {
  return answer.json<{ error?: { description: string } }>().error?.description ?? 'answered';
}

it("a tenant's own server, whatever it is told, does no more than its node may", async (context) => {
  const hub = await start(context);
  expect(await throughLeaf(context, hub)).toEqual([]);
  await hub.stop();
  const open = await start(context, withoutRules);
  expect(await throughLeaf(context, open)).toEqual(['fleet.>', 'forged']);
  await open.stop();
});

/** What a leaf without any rules, but with the certificate of `edge-2`, hears and can send. */
async function throughLeaf(context: Skippable, hub: SingleHub): Promise<readonly string[]> {
  const files = hub.certificateOf('edge-2');
  const tls = { cert_file: files.certificate, key_file: files.key, ca_file: files.authority };
  const remotes = [{ urls: [`tls://localhost:${hub.ports.leaves}`], tls }];
  const port = await freePort();
  const config = join(hub.folder, 'rogue.conf');
  writeFileSync(config, `listen: "localhost:${port}"\nleafnodes: ${JSON.stringify({ remotes })}\n`);
  const rogue = await NatsServer.startConfigured(needsProgram(context, 'nats-server'), config, port);
  const spy = await connect({ servers: `localhost:${port}`, noEcho: true });
  const [aggregator, boss, edge] = [
    await hub.carrier('aggregator-1'),
    await hub.carrier('hub-1'),
    await hub.carrier('edge-1'),
  ];
  const heard = new Set<string>();
  const [asked, ids]: [string[], string[]] = [[], []];
  // Control: this the node may hear, so the leaf is there.
  spy.subscribe('fleet.ask.edge-2', { callback: (_, question) => void asked.push(question.subject) });
  spy.subscribe('fleet.>', {
    callback: (_, { subject }) => void (subject !== 'fleet.ask.edge-2' && heard.add('fleet.>')),
  });
  await spy.flush();
  await edge.answer('edge-1', async (question) => question);
  await aggregator.receive('aggregator-1', async ({ id }) => void ids.push(id));
  await vi.waitFor(
    async () => {
      await boss.ask('edge-2', new Uint8Array()).catch(() => {});
      expect(asked.length).toBeGreaterThan(0);
    },
    { timeout: 20_000 },
  );
  await forge(spy);
  await boss.ask('edge-1', new Uint8Array());
  await edge.send('aggregator-1', { kind: 'evidence', from: 'edge-1', id: 'own', body: new Uint8Array() });
  await vi.waitFor(() => expect(ids).toContain('own'), { timeout: 10_000 });
  await later(200);
  if (ids.includes('forged')) heard.add('forged');
  await spy.close();
  await Promise.all([aggregator, boss, edge].map((carrier) => carrier.close()));
  await rogue.stop();
  return [...heard].toSorted();
}

it("a tenant's certificate makes no server a peer of the hub's", async (context) => {
  const hub = await start(context, { isClustered: true });
  expect(await asPeer(context, hub, hub.certificateOf('edge-2'))).toBe('refused');
  // One of a server does.
  expect(await asPeer(context, hub, hub.authority.issue('server-2', 'fleet', 'localhost'))).toBe('hears');
  await hub.stop();
});

/** What becomes of a server with these files that says that it is one of the cluster. */
async function asPeer(context: Skippable, hub: SingleHub, files: CertificateFiles): Promise<string> {
  const tls = { cert_file: files.certificate, key_file: files.key, ca_file: files.authority, verify: true };
  const [port, own] = [await freePort(), await freePort()];
  const cluster = { name: 'hub-1', listen: `localhost:${own}`, routes: [`tls://localhost:${hub.ports.cluster}`], tls };
  const accounts = { FLEET: { users: [{ user: 'spy', password: 'spy' }] } };
  const [config, log] = [join(hub.folder, `peer-${port}.conf`), join(hub.folder, `peer-${port}.log`)];
  const sections = { listen: `localhost:${port}`, log_file: log, cluster, accounts };
  writeFileSync(
    config,
    Object.entries(sections)
      .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
      .join(''),
  );
  const rogue = await NatsServer.startConfigured(needsProgram(context, 'nats-server'), config, port);
  const spy = await connect({ servers: `localhost:${port}`, user: 'spy', pass: 'spy' });
  const [edge, boss] = [await hub.carrier('edge-1'), await hub.carrier('hub-1')];
  let became = 'nothing';
  spy.subscribe('fleet.>', { callback: () => void (became = 'hears') });
  await edge.answer('edge-1', async (question) => question);
  await vi.waitFor(
    async () => {
      await boss.ask('edge-1', new Uint8Array());
      if (/Router connection closed/u.test(readFileSync(log, 'utf8'))) became = 'refused';
      expect(became).not.toBe('nothing');
    },
    { timeout: 20_000, interval: 50 },
  );
  await Promise.all([edge, boss].map((carrier) => carrier.close()));
  await spy.close();
  await rogue.stop();
  return became;
}
