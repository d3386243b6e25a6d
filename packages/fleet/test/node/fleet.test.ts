import { utf8 } from '@capgate/base';
import { nodePrimitives } from '@capgate/keys/node';
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import {
  AGENT_KINDS,
  checkCertificate,
  CohortSummary,
  decodeBatch,
  decodePoint,
  decodeProven,
  decodeSummaries,
  encodeBatch,
  encodePoint,
  encodeProven,
  encodeSummaries,
  type FleetEvent,
  hashOf,
  type Message,
  type NodeSummary,
  NOTHING_BEFORE,
  openBatch,
  Place,
  type ProvenLeaf,
  Reputations,
  sealBatch,
  signRelease,
  VECTOR_LENGTH,
} from '../../src/index.ts';
import { TENANT } from '../../src/simulation/fleet.ts';
import { keyOf } from '../keys.ts';
import { BEGINS_MS, keyNamed, running } from './running.ts';

const PLACE = {
  tenant: TENANT,
  sequence: 1,
  previous: NOTHING_BEFORE,
  beganMs: BEGINS_MS,
  windowMs: 10_000,
};

const kindsOf = (events: readonly FleetEvent[]) =>
  Object.fromEntries(
    [...new Set(events.map(({ kind }) => kind))]
      .toSorted()
      .map((kind) => [kind, events.filter((event) => event.kind === kind).length]),
  );

describe('a fleet', () => {
  test('says at every hub the same of the whole, and opens what is drawn', async () => {
    const { fleet, events, step } = await running();
    for (let i = 0; i < 5; i++) await step();
    const { taken, opened, ...others } = kindsOf(events);
    expect(others).toEqual({});
    // Each batch, each aggregator's summary, and each hub's at the other one.
    expect(taken).toBe(5 * (12 + 4 + 2));
    expect(opened).toBe(5 * (4 + 2));
    const [one, other] = fleet.hubs.map((hub) => hub.node.whole().value);
    expect(one?.map(({ agents, upper }) => ({ agents, upper }))).toEqual(
      other?.map(({ agents, upper }) => ({ agents, upper })),
    );
    // Each by how far it relies on nodes itself, so not to the last digit.
    one?.forEach(({ location }, i) =>
      location.forEach((mean, place) => expect(mean).toBeCloseTo(other?.[i]?.location[place] as number, 0)),
    );
    expect(one?.map(({ cohort, nodes }) => [cohort, nodes])).toEqual(AGENT_KINDS.toSorted().map((kind) => [kind, 4]));
    const decisions = one?.map(({ location }) => location[Place.DECISIONS] as number) ?? [];
    expect(Math.min(...decisions)).toBeGreaterThan(0.1);
  });

  test('keeps an agent apart that was turned, by a certificate of both hubs', async () => {
    const { fleet, events, certificates, step } = await running();
    fleet.turn(3, 7, { attack: 'exfiltration', pace: 4 });
    for (let i = 0; i < 30 && certificates.length === 0; i++) await step();
    expect(certificates.length).toBeGreaterThan(0);
    const deciders = { hubs: fleet.hubs.map(({ node }) => keyNamed(node.name).identity), threshold: 2 };
    const certificate = await checkCertificate(certificates[0] as string, deciders, nodePrimitives);
    expect(certificate).toMatchObject({ kind: 'quarantine', value: { tenant: TENANT, agent: fleet.nameOf(3, 7) } });
    const found = events.flatMap((event) => (event.kind === 'finding' ? [event.agent] : []));
    expect(new Set(found)).toEqual(new Set([fleet.nameOf(3, 7)]));
  });
});

/** Seals its summaries anew, as one would that lies, each behind the lie before: `change` is of the first leaf. */
function liar(change: (leaf: NodeSummary) => NodeSummary): (message: Message) => Promise<Uint8Array> {
  let before: string | undefined;
  return async (message) => {
    const { statement, leaves } = decodeBatch(message.body);
    const [first, ...others] = decodeSummaries(leaves);
    const changed = encodeSummaries([change(first as NodeSummary), ...others]);
    const { header } = openBatch(statement);
    const place = { ...header, previous: before ?? header.previous };
    const batch = await sealBatch('summary', place, changed, keyNamed(header.node), nodePrimitives);
    before = hashOf(batch.statement, nodePrimitives);
    return encodeBatch(batch);
  };
}

/** Where a node has done all the good that a day and a half has time for. */
function reliedOn(node: string): Reputations {
  const reputations = new Reputations();
  reputations.enrol(node, 0);
  for (let hour = 36; hour > 0; hour--) {
    for (let i = 0; i < 5; i++) {
      const atMs = BEGINS_MS - hour * 3_600_000 + i;
      reputations.take({ kind: 'opened', node, evidence: hashOf(`${atMs}`, nodePrimitives), atMs }, atMs);
    }
  }
  return reputations;
}

/** As if there had been one agent more. */
function withOneMore(leaf: NodeSummary): NodeSummary {
  const [cohort, ...others] = leaf.cohorts;
  const more = CohortSummary.of(cohort?.toValue() as never);
  more.add({ vector: new Uint16Array(VECTOR_LENGTH) });
  return { ...leaf, cohorts: [more, ...others] };
}

describe('an aggregator that lies', () => {
  test('about a node is found out once that is drawn, by its own signature', async () => {
    const { net, fleet, events, step } = await running();
    const lie = liar(withOneMore);
    net.onSend = async (_, message) =>
      message.from === 'regional-1' ? { ...message, body: await lie(message) } : message;
    for (let i = 0; i < 12; i++) await step();
    const broken = events.filter(({ kind }) => kind === 'broken-proof');
    expect(broken.length).toBeGreaterThan(0);
    // Who passes it on has said nothing but what was signed; nobody else is named.
    expect(new Set(broken.map((event) => 'node' in event && event.node))).toEqual(new Set(['regional-1']));
    expect(events.find(({ kind }) => kind === 'reputation')).toMatchObject({ node: 'regional-1', isWatched: true });
    const scores = fleet.hubs[1]?.node.scores();
    expect(scores?.get('regional-1')).toBeLessThan(0.4);
    expect(scores?.get('regional-3')).toBeGreaterThan(0.5);
  });

  test('is watched by a second one that is relied on, and found out wherever the two do not say the same', async () => {
    const { net, fleet, events, step } = await running(undefined, { reputationsOf: () => reliedOn('regional-2') });
    const lie = liar(withOneMore);
    const sent: string[] = [];
    net.onSend = async (inbox, message) => {
      if (message.kind === 'evidence') sent.push(`${message.from} ${inbox}`);
      const isLie = message.from === 'regional-1' && message.kind === 'summary';
      return isLie ? { ...message, body: await lie(message) } : message;
    };
    for (let i = 0; i < 4; i++) await step();
    expect(fleet.hubs[1]?.node.watchers.of('regional-1')).toBe('regional-2');
    expect(sent).toContain('local-1 regional-2');
    expect(events.filter(({ kind }) => kind === 'refused')).toEqual([]);
    const broken = events.filter(({ kind }) => kind === 'broken-proof');
    // Two windows or so were enough: whatever is drawn, the two of them do not say the same.
    expect(broken.length).toBeGreaterThanOrEqual(2);
    expect(new Set(broken.map((event) => 'node' in event && event.node))).toEqual(new Set(['regional-1']));
  });

  test('is not what a carrier has made of it: what comes back altered is no opening', async () => {
    const { net, fleet, events, step } = await running();
    net.onAnswer = (_, answer) => answer.map((byte, i) => (i === answer.length - 5 ? byte ^ 1 : byte));
    for (let i = 0; i < 5; i++) await step();
    const { 'no-opening': none, 'broken-proof': broken, opened } = kindsOf(events);
    expect({ broken, opened }).toEqual({});
    expect(none).toBe(5 * (4 + 2));
    expect(fleet.hubs[0]?.node.scores().get('local-1')).toBe(0.5);
  });

  test('by two texts of one number has signed that itself', async () => {
    const { net, fleet, events, step } = await running();
    await step();
    let second: Message | undefined;
    net.onSend = async (_, message) => {
      if (message.from === 'regional-1') second = { ...message, body: await liar(withOneMore)(message) };
      return message;
    };
    await step();
    net.onSend = (_, message) => message;
    await net.carrier.send('hub-1', second as Message);
    expect(events.filter(({ kind }) => kind === 'equivocation')).toMatchObject([{ node: 'regional-1' }]);
    expect(fleet.hubs[1]?.node.scores().get('regional-1')).toBeLessThan(0.4);
  });

  test('about a node that is not below it, or of another tenant, is not taken', async () => {
    const changes: ((leaf: NodeSummary) => NodeSummary)[] = [
      (leaf) => ({ ...leaf, node: 'local-0' }),
      (leaf) => ({ ...leaf, through: 'regional-0' }),
      ({ cohorts, ...leaf }) => ({ ...leaf, cohorts: cohorts.map((one) => renamed(one)) }),
    ];
    for (const change of changes) {
      const { net, events, step } = await running();
      const lie = liar(change);
      net.onSend = async (_, message) =>
        message.from === 'regional-1' ? { ...message, body: await lie(message) } : message;
      await step();
      expect(events.filter(({ kind }) => kind === 'refused')).toMatchObject([{ node: 'regional-1', code: 'SOURCE' }]);
    }
  });

  test('cannot keep a finding to itself', async () => {
    const { net, fleet, certificates, step } = await running();
    net.away.add('regional-3');
    fleet.turn(3, 7, { attack: 'exfiltration', pace: 4 });
    for (let i = 0; i < 30 && certificates.length === 0; i++) await step();
    expect(certificates.length).toBeGreaterThan(0);
  });
});

const renamed = (cohort: CohortSummary): CohortSummary =>
  CohortSummary.of({ ...Object(cohort.toValue()), tenant: 'another' } as never);

describe('evidence', () => {
  test('that was lost on the way is sent again, and what is gone for good is told', async () => {
    const { net, fleet, events, step } = await running();
    await step();
    // Taken by nobody, though its sender was told so.
    net.onSend = (_, message) => (message.from === 'local-2' ? { ...message, body: new Uint8Array(3) } : message);
    await step();
    await step();
    net.onSend = (_, message) => message;
    await step();
    expect(kindsOf(events)['gap']).toBeUndefined();
    expect(events.filter((event) => event.kind === 'taken' && event.node === 'local-2')).toHaveLength(4);
    net.onSend = (_, message) => (message.from === 'local-2' ? { ...message, body: new Uint8Array(3) } : message);
    await step();
    net.onSend = (_, message) => message;
    net.onAnswer = () => new Uint8Array(0);
    await step();
    expect(events.filter(({ kind }) => kind === 'gap')).toEqual([{ kind: 'gap', node: 'local-2', from: 5, to: 5 }]);
    expect(fleet.hubs[0]?.node.whole().value.reduce((sum, { nodes }) => sum + nodes, 0)).toBe(12);
  });

  test('waits while its aggregator is away, and is taken once', async () => {
    const { net, fleet, events, step } = await running();
    net.away.add('regional-1');
    for (let i = 0; i < 4; i++) await step();
    expect(fleet.locals[1]?.service.waiting).toBe(4);
    net.away.delete('regional-1');
    await step();
    expect(events.filter((event) => event.kind === 'taken' && event.node === 'local-1')).toHaveLength(5);
    expect(fleet.locals[1]?.service.waiting).toBe(0);
    expect(kindsOf(events)['refused']).toBeUndefined();
  });

  test('that is replayed, forged or of another gate’s agents changes nothing', async () => {
    const { net, fleet, events, step } = await running();
    const sent: Message[] = [];
    net.onSend = (inbox, message) => {
      if (inbox === 'regional-1') sent.push(message);
      return message;
    };
    await step();
    const [first] = sent as [Message];
    await net.carrier.send('regional-1', first);
    const { header } = openBatch(decodeBatch(first.body).statement);
    const point = { cohort: 'developer', vector: new Uint16Array(VECTOR_LENGTH) };
    const beganMs = header.beganMs + header.windowMs;
    const next = {
      ...header,
      sequence: 2,
      beganMs,
      previous: hashOf(decodeBatch(first.body).statement, nodePrimitives),
    };
    const sealed = async (agent: string, key = keyNamed(header.node)) =>
      encodeBatch(await sealBatch('evidence', next, [encodePoint({ ...point, agent })], key, nodePrimitives));
    await net.carrier.send('regional-1', { ...first, body: await sealed('agent-1@local-0') });
    await net.carrier.send('regional-1', {
      ...first,
      body: await sealed(`agent-1@${header.node}`, keyOf(header.node, 251)),
    });
    expect(events.filter(({ kind }) => kind === 'refused').map((event) => 'code' in event && event.code)).toEqual([
      'REPLAY',
      'SOURCE',
      'SIGNATURE',
    ]);
    await step();
    expect(kindsOf(events)).toMatchObject({ refused: 3 });
    const control = await running();
    for (let i = 0; i < 2; i++) await control.step();
    expect(fleet.hubs[0]?.node.whole().value).toEqual(control.fleet.hubs[0]?.node.whole().value);
  });
});

const certified = async (change: (message: Message) => Promise<Message> | Message) => {
  const { net, fleet, events, certificates, step } = await running();
  net.onSend = (_, message) => (message.kind === 'finding' ? change(message) : message);
  fleet.turn(3, 7, { attack: 'exfiltration', pace: 4 });
  for (let i = 0; i < 20; i++) await step();
  const refused = events.flatMap((event) => (event.kind === 'refused' ? [event.code] : []));
  return { certificates: certificates.length, refused: new Set(refused) };
};

const another = (change: (proven: ProvenLeaf) => ProvenLeaf) => (message: Message) => ({
  ...message,
  body: encodeProven(change(decodeProven(message.body))),
});
const point = (proven: ProvenLeaf) => decodePoint(proven.leaf);

describe('a finding', () => {
  test('is what its node has signed, and nobody’s likelihood beside it', async () => {
    const surer = another((proven) => ({
      ...proven,
      leaf: encodePoint({ ...point(proven), finding: { place: 0, likelihood: 1e6, windows: 1 } }),
    }));
    expect(await certified(surer)).toEqual({ certificates: 0, refused: new Set(['PROOF']) });
    const ofAnother = another((proven) => ({
      ...proven,
      leaf: encodePoint({ ...point(proven), agent: 'agent-1@local-1' }),
    }));
    expect(await certified(ofAnother)).toEqual({ certificates: 0, refused: new Set(['PROOF']) });
    const elsewhere = another((proven) => ({ ...proven, index: proven.index + 1 }));
    expect(await certified(elsewhere)).toEqual({ certificates: 0, refused: new Set(['PROOF']) });
  });

  test('needs as many hubs as the threshold says', async () => {
    const { net, fleet, events, certificates, step } = await running();
    net.away.add('hub-1');
    fleet.turn(3, 7, { attack: 'exfiltration', pace: 4 });
    for (let i = 0; i < 20; i++) await step();
    expect(kindsOf(events)['finding']).toBeGreaterThan(0);
    expect(certificates).toEqual([]);
    net.away.delete('hub-1');
    await step();
    expect(certificates.length).toBeGreaterThan(0);
  });
});

describe('hubs', () => {
  test('notice who is away, ask for more evidence meanwhile, and say when all is well again', async () => {
    const { net, fleet, events, step } = await running();
    await step();
    net.away.add('hub-0');
    for (let i = 0; i < 5; i++) await step();
    expect(events.filter(({ kind }) => kind === 'partition')).toEqual([
      // To the one that nothing reaches, all others are away; to the other one, it and nobody else.
      { kind: 'partition', state: 'cut off', silent: ['regional-0', 'regional-2', 'hub-1'] },
    ]);
    net.away.delete('hub-0');
    for (let i = 0; i < 3; i++) await step();
    expect(events.findLast(({ kind }) => kind === 'partition')).toMatchObject({ state: 'whole' });
    expect(fleet.hubs[0]?.node.partition()).toEqual({ kind: 'whole', peers: 3, silent: 0 });
  });

  test('hold back where many agents change at once', async () => {
    const { fleet, events, step } = await running();
    for (let row = 0; row < 20; row++) fleet.turn(3, row, { attack: 'exfiltration', pace: 4 });
    for (let i = 0; i < 20; i++) await step();
    const kept = new Set(events.flatMap((event) => (event.kind === 'quarantine' ? [event.value.agent] : [])));
    // One node has three of the five that there are at most without a person.
    expect(kept.size).toBe(3);
    expect(events.some(({ kind }) => kind === 'held')).toBe(true);
    const [one, other] = fleet.hubs.map(({ node }) => node.decisions);
    const { agent } = one?.held[0]?.quarantine ?? {};
    expect(await one?.quarantine(TENANT, agent as string)).toBe('said');
    expect(await other?.quarantine(TENANT, agent as string)).toBe('kept-apart');
    expect(one?.quarantines.of(TENANT, agent as string, fleet.nowMs)).toBeDefined();
    expect(await codeOf(() => one?.quarantine(TENANT, agent as string))).toBe('VALUE');
  });

  test('release an agent once as many say so as have to, and do not take it back for what was before', async () => {
    const { fleet, events, certificates, step } = await running();
    fleet.turn(3, 7, { attack: 'exfiltration', pace: 4 });
    for (let i = 0; i < 30 && certificates.length === 0; i++) await step();
    const agent = fleet.nameOf(3, 7);
    const [one, other] = fleet.hubs.map(({ node }) => node.decisions);
    expect(one?.quarantines.of(TENANT, agent, fleet.nowMs)).toBeDefined();
    expect(await one?.release(TENANT, agent, 'it was a drill')).toBe('said');
    expect(other?.quarantines.of(TENANT, agent, fleet.nowMs)).toBeDefined();
    expect(await other?.release(TENANT, agent, 'somebody else knows why')).toBe('released');
    for (const hub of [one, other]) {
      expect(hub?.quarantines.of(TENANT, agent, fleet.nowMs)).toBeUndefined();
      for (const text of certificates.slice(0, 1))
        expect(await codeOf(() => hub?.quarantines.take(text, fleet.nowMs))).toBe('REPLAY');
    }
    expect(events.findLast(({ kind }) => kind === 'release')).toMatchObject({
      value: { agent, why: 'it was a drill' },
    });
    expect(await codeOf(() => one?.release(TENANT, agent, 'again'))).toBe('VALUE');
  });

  test('do not sign, for a person who releases one agent, what another hub has written of another', async () => {
    const { net, fleet, certificates, step } = await running();
    fleet.turn(3, 7, { attack: 'exfiltration', pace: 4 });
    for (let i = 0; i < 30 && certificates.length === 0; i++) await step();
    const [one] = fleet.hubs.map(({ node }) => node.decisions);
    const agent = fleet.nameOf(3, 7);
    const quarantine = one?.quarantines.certificateOf(TENANT, agent, fleet.nowMs)?.subject as string;
    const stolen = keyNamed('hub-1');
    for (const value of [
      { tenant: TENANT, agent: 'evil', quarantine, atMs: fleet.nowMs, why: 'no reason' },
      { tenant: TENANT, agent, quarantine, atMs: Date.UTC(9_000, 0), why: 'never' },
    ]) {
      const body = utf8(await signRelease(value, stolen, nodePrimitives));
      await net.carrier.send('hub-0', { kind: 'word', from: 'hub-1', id: `word-${value.agent}`, body });
    }
    expect(await one?.release(TENANT, agent, 'it was a drill')).toBe('said');
    expect(await fleet.hubs[1]?.node.decisions.release(TENANT, agent, 'it was')).toBe('released');
    expect(one?.quarantines.of(TENANT, agent, fleet.nowMs)).toBeUndefined();
  });
});

describe('no message', () => {
  test('stops an inbox: what cannot be read is told, and what comes behind it is taken', async () => {
    const { net, events, step } = await running();
    const long = new Uint8Array(70_000);
    const message = { from: 'local-1', id: 'x' } as const;
    const statement = await sealBatch('evidence', PLACE, [Uint8Array.of(1)], keyNamed('local-1'), nodePrimitives);
    const body = encodeProven({ ...statement, index: 0, leaf: long, path: [] });
    await net.carrier.send('hub-0', { ...message, kind: 'finding', body });
    const leaves = [long];
    await net.carrier.send('regional-1', { ...message, kind: 'evidence', body: encodeBatch({ ...statement, leaves }) });
    expect(events).toMatchObject([
      { kind: 'refused', code: 'FORM' },
      { kind: 'refused', code: 'FORM' },
    ]);
    await step();
    expect(kindsOf(events)).toMatchObject({ refused: 2, taken: 12 + 4 + 2 });
  });

  test('of a node that does not send what is missing before it holds up the others for long', async () => {
    const { net, events, step } = await running();
    await step();
    net.onSend = (inbox, message) =>
      inbox === 'regional-1' && message.id === 'evidence-2' && message.from === 'local-1'
        ? { ...message, body: new Uint8Array(3) }
        : message;
    await step();
    net.away.add('local-1');
    for (let i = 0; i < 6; i++) await step();
    expect(events.filter(({ kind }) => kind === 'gap')).toEqual([{ kind: 'gap', node: 'local-1', from: 2, to: 2 }]);
    const taken = (node: string) => events.filter((event) => event.kind === 'taken' && event.node === node).length;
    expect([taken('local-1'), taken('local-5')]).toEqual([7, 8]);
  });
});
