/** Decisions a second by each door, beside servers that only echo, in the same run. */
import type { NetConnectOpts } from 'node:net';
import type { Section } from '@capgate/testing';
import {
  COMMANDS,
  countLines,
  countResponses,
  frameOf,
  type Protocol,
  postOf,
  type Rate,
  rateOf,
  requestOf,
} from './asking.ts';
import { type Measured, type ServerKind, withServer } from './processes.ts';

const ROUNDS = 3;
/** Until the engine has compiled what is hot: a service runs for days. */
const WARM_UP_MS = 4_000;
const WARM_UP_DEPTH = 64;
const MEASURED_MS = 2_000;
const BATCH_COUNT = 1_000;
const HTTP_CONNECTIONS = 16;

interface Load {
  readonly connections: number;
  readonly depth: number;
}

interface Door {
  readonly to: (server: Measured) => NetConnectOpts;
  /** How many questions a connection may have under way, for the time before anything is measured. */
  readonly warmUpDepth: number;
  readonly protocol: (server: Measured, kind: ServerKind) => Protocol;
}

const SOCKET: Door = {
  to: ({ path }) => ({ path }),
  warmUpDepth: WARM_UP_DEPTH,
  protocol: (_, kind) => ({
    questions: COMMANDS.map((command, id) => frameOf(id, command)),
    counter: countLines(kind === 'echo' ? '"op":"decide"' : '"verdict":"allow"'),
  }),
};

const HTTP: Door = {
  to: ({ port }) => ({ port, host: '127.0.0.1' }),
  warmUpDepth: 4,
  protocol: ({ token }, kind) => ({
    questions: questionsOf(token()),
    counter: countResponses(kind === 'echo' ? '"command":' : '"verdict":"allow"'),
  }),
};

function questionsOf(token: string): string[] {
  return COMMANDS.map((command) => postOf('/v1/decisions', token, requestOf(command)));
}

const BATCH: Door = {
  to: HTTP.to,
  warmUpDepth: 1,
  protocol: ({ token }) => {
    const requests = Array.from({ length: BATCH_COUNT }, (_, i) => requestOf(COMMANDS[i % COMMANDS.length] as string));
    return {
      questions: [postOf('/v1/decisions/batch', token(), { requests })],
      counter: countResponses('"verdict":"allow"', BATCH_COUNT),
    };
  },
};

async function measured(kind: ServerKind, door: Door, load: Load): Promise<Rate> {
  return withServer(kind, async (server) => {
    const [to, protocol] = [door.to(server), door.protocol(server, kind)];
    await rateOf(to, protocol, { ...load, depth: Math.max(load.depth, door.warmUpDepth), durationMs: WARM_UP_MS });
    return rateOf(to, protocol, { ...load, durationMs: MEASURED_MS });
  });
}

/** The best of some rounds of each, taken in turn: what the machine does beside disturbs all alike. */
async function best(door: Door, load: Load, kinds: readonly ServerKind[]): Promise<Record<ServerKind, Rate>> {
  const rates: Record<ServerKind, Rate> = { echo: NONE, gate: NONE };
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of kinds) {
      const rate = await measured(kind, door, load);
      if (rate.perSecond > rates[kind].perSecond) rates[kind] = rate;
    }
  }
  return rates;
}

const NONE: Rate = { perSecond: 0, busyShare: 0 };
const BOTH = ['echo', 'gate'] as const;
const NOTE = `best of ${ROUNDS} rounds of ${MEASURED_MS / 1_000} s; client, server, log and store share the cores`;

function compared(name: string, { echo, gate }: Record<ServerKind, Rate>, limit: number): Section['rows'] {
  return [
    { name: `${name}: echo`, unit: '/s', value: echo.perSecond },
    { name: `${name}: gate`, unit: '/s', value: gate.perSecond },
    {
      name: `${name}: share of the echo`,
      unit: '×',
      value: gate.perSecond / echo.perSecond,
      bar: { limit, atLeast: true },
    },
  ];
}

export async function socketRates(): Promise<Section> {
  const one = await best(SOCKET, { connections: 1, depth: 1 }, BOTH);
  const many = await best(SOCKET, { connections: 1, depth: 16 }, BOTH);
  const most = await best(SOCKET, { connections: 1, depth: 256 }, ['gate']);
  return {
    title: 'decisions by the unix socket, log: after, store: SQLite',
    notes: [NOTE],
    rows: [
      ...compared('one at a time', one, 0.7),
      ...compared('16 pipelined', many, 0.5),
      { name: '256 pipelined: gate', unit: '/s', value: most.gate.perSecond, bar: { limit: 150_000, atLeast: true } },
      { name: '256 pipelined: share of questions turned away', unit: '×', value: most.gate.busyShare },
    ],
  };
}

export async function httpRates(): Promise<Section> {
  const one = await best(HTTP, { connections: HTTP_CONNECTIONS, depth: 1 }, BOTH);
  const batch = await best(BATCH, { connections: 1, depth: 1 }, ['gate']);
  return {
    title: 'decisions by HTTP, log: after, store: SQLite',
    notes: [NOTE, `singles over ${HTTP_CONNECTIONS} connections, batches of ${BATCH_COUNT} over one`],
    rows: [
      ...compared('single', one, 0.6),
      {
        name: 'batch: decisions',
        unit: '/s',
        value: batch.gate.perSecond,
        bar: { limit: 400_000, atLeast: true },
      },
      { name: 'batch: share of questions turned away', unit: '×', value: batch.gate.busyShare },
    ],
  };
}
