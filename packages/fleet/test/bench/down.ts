/** What the fleet costs a gate at each decision, without indicators and with as many as there may be. */
import { type Context, createContext, decide, namedCommands, namedHosts, reachedPaths } from '@capgate/core';
import type { NamedByAction } from '@capgate/gate';
import { nodePrimitives } from '@capgate/keys/node';
import type { Section } from '@capgate/testing';
import {
  type Deciders,
  fleetExtension,
  type Indicator,
  INDICATORS_MAX,
  indicatorsText,
  QuarantineList,
  Received,
  Shelf,
  signDocument,
  signQuarantine,
} from '../../src/index.ts';
import { keyOf } from '../keys.ts';

const hub = keyOf('hub-1', 1);
const deciders: Deciders = { hubs: [hub.identity], threshold: 1 };
const NOW_MS = 1_000;
const LINE = 'cd src && grep -rn foo . | head -20 && curl -fsS https://api.example.com/x -o /tmp/xy && cat /etc/hosts';

export async function down(): Promise<Section> {
  const [none, all] = [newReceived(), newReceived()];
  const text = await signDocument(
    { kind: 'indicators', tenant: 'acme', version: 1, issuedMs: NOW_MS, expiresMs: NOW_MS + 1 },
    indicatorsText(Array.from({ length: INDICATORS_MAX }, (_, i) => indicator(i))),
    hub,
    nodePrimitives,
  );
  const begun = performance.now();
  await all.take(text, NOW_MS);
  const takenMs = performance.now() - begun;
  await all.take(await quarantineOf('somebody@edge-1'), NOW_MS);
  const context = createContext({ workspace: '/w', home: '/home/u', followsFiles: true });
  return {
    title: 'what the fleet costs a gate at a decision',
    notes: [`of "${LINE}"`, 'indicators are of all kinds, a third of them of paths; one other agent is in quarantine'],
    rows: [
      { name: `taking ${INDICATORS_MAX} indicators`, unit: 'ms', value: takenMs },
      { name: 'the decision alone', unit: 'µs', value: microsecondsOf(() => decide(action, context)) },
      { name: 'without indicators and quarantines', unit: 'µs', value: costOf(none, context) },
      { name: `with ${INDICATORS_MAX} indicators`, unit: 'µs', value: costOf(all, context) },
    ],
  };
}

const action = { kind: 'command', command: LINE } as const;

function newReceived(): Received {
  const shelf = new Shelf({ isOurs: () => true, issuersOf: () => deciders, primitives: nodePrimitives });
  return new Received(new QuarantineList(deciders, nodePrimitives), shelf);
}

function indicator(i: number): Indicator {
  const said = { id: `i-${i}`, verdict: 'ask', risk: 'HIGH', why: 'it is known to be bad' } as const;
  if (i % 3 === 0) return { ...said, kind: 'command', name: `bad-${i}` };
  if (i % 3 === 1) return { ...said, kind: 'host', host: i % 2 === 0 ? `*.h${i}.example` : `10.${i % 256}.0.0/16` };
  return { ...said, kind: 'file', path: i % 10 === 0 ? `/tmp/x${i}*` : `/opt/**/e${i}` };
}

function quarantineOf(agent: string): Promise<string> {
  const [fromMs, untilMs] = [NOW_MS, NOW_MS + 1_000];
  const value = { tenant: 'acme', agent, fromMs, untilMs, why: 'a measurement', batch: 'a'.repeat(64), index: 0 };
  return signQuarantine(value, hub, nodePrimitives);
}

/** Both questions that a gate asks, and what it is told of the action as the gate tells it. */
function costOf(received: Received, context: Context): number {
  const naming = createContext({ ...context.options, namesPaths: true });
  const extension = fleetExtension({ node: 'edge-1', received, clock: { nowMs: () => NOW_MS }, observe: () => {} });
  const named: NamedByAction = {
    tenant: 'acme',
    agent: 'coder',
    home: '/home/u',
    commands: () => namedCommands(context),
    hosts: () => namedHosts(context, 1_001),
    paths: () => {
      decide(action, naming);
      return reachedPaths(naming);
    },
  };
  decide(action, context);
  return microsecondsOf(() => extension.refuses('acme', 'coder') ?? extension.raises(named));
}

/** In the mean, once an engine has compiled it. */
function microsecondsOf(what: () => unknown): number {
  const turns = 20_000;
  for (let turn = 0; turn < turns; turn++) what();
  const begun = performance.now();
  for (let turn = 0; turn < turns; turn++) what();
  return ((performance.now() - begun) * 1_000) / turns;
}
