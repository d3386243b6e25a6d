/** How a gate is run: a document that people write in YAML. Everything has a default; a laptop needs no file. */
import { type Static, Type } from 'typebox';
import { NameSchema } from '../api/decide.ts';
import { checker } from '../api/validation.ts';
import { DEFAULT_PENDING_PER_SESSION, PENDING_MAX } from '../approvals/queue.ts';
import type { SettingInForce } from './settings-in-force.ts';

const closed = { additionalProperties: false } as const;
/** Agents of a local node of a fleet. */
const AGENTS_MAX = 2_000;
const FileSchema = Type.String({
  minLength: 1,
  maxLength: 4_096,
  description: 'A path; relative ones start at the file.',
});
const UserSchema = Type.Integer({ minimum: 0, maximum: 0xffff_fffe });
const PortSchema = Type.Integer({ minimum: 0, maximum: 65_535 });

const SocketSchema = Type.Object(
  {
    path: Type.Optional(FileSchema),
    users: Type.Optional(
      Type.Array(UserSchema, { maxItems: 1_000, description: "User ids that may ask beside the gate's own." }),
    ),
    approvers: Type.Optional(
      Type.Array(UserSchema, {
        maxItems: 1_000,
        description:
          "User ids that may ask, and whose people at a terminal may approve as the gate's own user's may. A gate of another user needs CAP_SYS_PTRACE to tell them from agents; without it, they count as none.",
      }),
    ),
    connections: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  },
  closed,
);

const TlsSchema = Type.Object(
  {
    certificate: FileSchema,
    key: FileSchema,
    clients: Type.Optional({ ...FileSchema, description: 'Authorities that clients must have a certificate of.' }),
  },
  closed,
);

const HttpSchema = Type.Object(
  {
    host: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
    port: Type.Optional(PortSchema),
    names: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 253 }), {
        maxItems: 100,
        description: 'Host names by which callers may reach it beside localhost.',
      }),
    ),
    tls: Type.Optional(TlsSchema),
    connections: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    requestsPerSecond: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  },
  closed,
);

const StoreSchema = Type.Union([
  Type.Object({ kind: Type.Literal('sqlite'), path: Type.Optional(FileSchema) }, closed),
  Type.Object(
    {
      kind: Type.Literal('postgres'),
      url: Type.Optional(Type.String({ maxLength: 4_096 })),
      urlFile: Type.Optional({ ...FileSchema, description: 'A file that holds the URL, and with it the password.' }),
    },
    closed,
  ),
]);

const LogSchema = Type.Object(
  {
    folder: Type.Optional(FileSchema),
    retentionDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 })),
  },
  closed,
);

const JOURNAL_LEVELS = ['info', 'warn', 'error'] as const;
type JournalLevel = (typeof JOURNAL_LEVELS)[number];

const JournalSchema = Type.Object(
  { level: Type.Optional(Type.Enum([...JOURNAL_LEVELS], { description: 'The least that the service says.' })) },
  closed,
);

const TracesSchema = Type.Object(
  {
    endpoint: Type.String({
      maxLength: 4_096,
      pattern: '^https?://[^\\s@]+$',
      description:
        'Where traces go, by OTLP over HTTP in JSON: http://127.0.0.1:4318/v1/traces. Without it there are none.',
    }),
    ratio: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'The share of decisions that are traced; 0.01.' }),
    ),
    headersFile: Type.Optional({
      ...FileSchema,
      description: 'A file of headers to send along, a `name: value` a line.',
    }),
  },
  closed,
);

const FleetSchema = Type.Object(
  {
    folder: Type.Optional({
      ...FileSchema,
      description: 'Where `capgate fleet enrol` has put what this node is; `fleet` in the state folder where absent.',
    }),
    servers: Type.Array(Type.String({ pattern: '^tls://[^\\s/@]+:\\d{1,5}$', maxLength: 300 }), {
      minItems: 1,
      maxItems: 16,
      description: 'NATS servers by which messages travel, tls://HOST:PORT each.',
    }),
    names: Type.Optional(
      Type.Enum(['here', 'everywhere'], {
        default: 'here',
        description:
          "Whether an agent's name says who it is at this gate alone, or at every gate of its tenant, as tokens of one issuer do.",
      }),
    ),
    agents: Type.Optional(
      Type.Integer({ minimum: 1, maximum: AGENTS_MAX, default: AGENTS_MAX, description: 'How many are watched.' }),
    ),
  },
  {
    ...closed,
    description:
      'Makes this gate a local node of a fleet, which has to be enrolled before; takes the package @capgate/fleet.',
  },
);

export const ConfigSchema = Type.Object(
  {
    site: Type.Optional({ ...NameSchema, description: 'Names this gate in metrics.' }),
    socket: Type.Optional(SocketSchema),
    http: Type.Optional(Type.Union([Type.Literal(false), HttpSchema])),
    store: Type.Optional(StoreSchema),
    log: Type.Optional(LogSchema),
    keys: Type.Optional(Type.Object({ folder: Type.Optional(FileSchema) }, closed)),
    journal: Type.Optional(JournalSchema),
    traces: Type.Optional(TracesSchema),
    fleet: Type.Optional(FleetSchema),
    approvals: Type.Optional(
      Type.Object(
        {
          pendingPerSession: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: PENDING_MAX,
              default: DEFAULT_PENDING_PER_SESSION,
              description: 'How many approvals of one session may wait at once; what is asked beyond is denied.',
            }),
          ),
        },
        closed,
      ),
    ),
  },
  { ...closed, $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Capgate: how a gate is run' },
);
export type Config = Static<typeof ConfigSchema>;

/** Throws `GateError` REQUEST, naming the place and what was expected there. */
export const checkConfig: (value: unknown) => Config = checker(ConfigSchema);

/** `environment`: a variable such as XDG_STATE_HOME; `command line`: an option of `capgate serve`. */
export const SETTING_ORIGINS = ['default', 'environment', 'command line', 'file'] as const;
export type SettingOrigin = (typeof SETTING_ORIGINS)[number];

/** Where things lie that the document does not place; absolute paths. */
export interface Places {
  readonly stateFolder: string;
  readonly runtimeFolder: string;
  readonly keysFolder: string;
  readonly logFolder: string;
  /** What says so, where that is not Capgate itself. */
  readonly origins?: Readonly<
    Partial<Record<'stateFolder' | 'runtimeFolder' | 'keysFolder' | 'logFolder', SettingOrigin>>
  >;
}

type HttpConfig = Exclude<Required<Config>['http'], false>;

export interface HttpSettled {
  readonly host: string;
  readonly port: number;
  readonly names: readonly string[];
  readonly tls?: Static<typeof TlsSchema>;
  readonly connections: number;
  /** Calls of one caller. */
  readonly requestsPerSecond: number;
}

export interface TracesSettled {
  readonly endpoint: string;
  readonly ratio: number;
  readonly headersFile?: string;
}

export interface FleetSettled {
  readonly folder: string;
  readonly servers: readonly string[];
  readonly names: 'here' | 'everywhere';
  /** How many are watched. */
  readonly agents: number;
}

export interface Settled {
  readonly site: string;
  /** The document itself; absent where there is none. */
  readonly configFile?: string;
  readonly socketPath: string;
  readonly users: readonly number[];
  /** They may ask as well. */
  readonly approvers: readonly number[];
  readonly socketConnections: number;
  readonly http: HttpSettled | undefined;
  readonly store: { kind: 'sqlite'; path: string } | { kind: 'postgres'; url?: string; urlFile?: string };
  readonly logFolder: string;
  readonly keysFolder: string;
  readonly backupFolder: string;
  /** How long decisions stay in log and store. */
  readonly retentionMs: number;
  readonly journalLevel: JournalLevel;
  readonly traces: TracesSettled | undefined;
  /** Undefined where the gate is in none. */
  readonly fleet: FleetSettled | undefined;
  /** How many approvals of one session may wait at once. */
  readonly pendingPerSession: number;
  /** Where settings come from, by their keys down to the last name; those that are not here are Capgate's own. */
  readonly origins: Readonly<Record<string, SettingOrigin>>;
}

/** What is known of a configuration that was read. */
export interface ConfigRead {
  /** SHA-256 of the file, in hexadecimal digits; absent where there was none. */
  readonly digest?: string;
  /** Milliseconds since 1970 UTC. */
  readonly readAt: number;
}

export interface ConfigStatus extends ConfigRead {
  /** Keys that the file has otherwise, and that wait for a restart. */
  readonly waiting: readonly string[];
  /** The file; absent where there is none. */
  readonly file?: string;
  readonly settings: readonly SettingInForce[];
}

export const DEFAULT_PORT = 7413;
export const DEFAULT_CONNECTIONS = 16_384;
export const DEFAULT_REQUESTS_PER_SECOND = 10_000;
const DEFAULT_RETENTION_DAYS = 365;
const DEFAULT_TRACE_RATIO = 0.01;
export const DAY_MS = 86_400_000;

/** The document with every default in its place; `absolute` resolves the paths of the document. */
export function settle(config: Config, places: Places, absolute: (path: string) => string): Settled {
  const {
    site = 'local',
    socket = {},
    http = {},
    store = { kind: 'sqlite' },
    log = {},
    keys = {},
    journal = {},
    traces,
    approvals,
  } = config;
  const { stateFolder, runtimeFolder, keysFolder, logFolder } = places;
  return {
    site,
    socketPath: socket.path === undefined ? `${runtimeFolder}/gate.sock` : absolute(socket.path),
    users: socket.users ?? [],
    approvers: socket.approvers ?? [],
    socketConnections: socket.connections ?? DEFAULT_CONNECTIONS,
    http: http === false ? undefined : settleHttp(http, absolute),
    store: settleStore(store, stateFolder, absolute),
    logFolder: log.folder === undefined ? logFolder : absolute(log.folder),
    keysFolder: keys.folder === undefined ? keysFolder : absolute(keys.folder),
    backupFolder: `${stateFolder}/backups`,
    retentionMs: (log.retentionDays ?? DEFAULT_RETENTION_DAYS) * DAY_MS,
    journalLevel: journal.level ?? 'info',
    traces: traces && settleTraces(traces, absolute),
    fleet: settleFleet(config.fleet, stateFolder, absolute),
    pendingPerSession: approvals?.pendingPerSession ?? DEFAULT_PENDING_PER_SESSION,
    origins: { ...placeOrigins(places), ...Object.fromEntries(givenIn(config).map((key) => [key, 'file'])) },
  };
}

/** The keys of what the document says, down to their last names. */
function givenIn(value: unknown, key = ''): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [key];
  return Object.entries(value).flatMap(([name, part]) => givenIn(part, key === '' ? name : `${key}.${name}`));
}

function placeOrigins({ origins = {} }: Places): Settled['origins'] {
  const { runtimeFolder, stateFolder, logFolder, keysFolder } = origins;
  const byKey = {
    'socket.path': runtimeFolder,
    'store.path': stateFolder,
    'log.folder': logFolder,
    'keys.folder': keysFolder,
  };
  return Object.fromEntries(
    Object.entries(byKey).filter((entry): entry is [string, SettingOrigin] => entry[1] !== undefined),
  );
}

function settleHttp(http: HttpConfig, absolute: (path: string) => string): Settled['http'] {
  const { host = '127.0.0.1', port = DEFAULT_PORT, names = [], tls } = http;
  const { connections = DEFAULT_CONNECTIONS, requestsPerSecond = DEFAULT_REQUESTS_PER_SECOND } = http;
  const plain = { host, port, names, connections, requestsPerSecond };
  if (tls === undefined) return plain;
  const { certificate, key, clients } = tls;
  const files = { certificate: absolute(certificate), key: absolute(key) };
  return { ...plain, tls: clients === undefined ? files : { ...files, clients: absolute(clients) } };
}

function settleTraces(traces: Required<Config>['traces'], absolute: (path: string) => string): TracesSettled {
  const { endpoint, ratio = DEFAULT_TRACE_RATIO, headersFile } = traces;
  return { endpoint, ratio, ...(headersFile !== undefined && { headersFile: absolute(headersFile) }) };
}

function settleFleet(
  fleet: Config['fleet'],
  stateFolder: string,
  absolute: (path: string) => string,
): FleetSettled | undefined {
  if (fleet === undefined) return undefined;
  const { folder, servers, names = 'here', agents = AGENTS_MAX } = fleet;
  return { folder: folder === undefined ? `${stateFolder}/fleet` : absolute(folder), servers, names, agents };
}

function settleStore(store: Required<Config>['store'], folder: string, absolute: (path: string) => string) {
  if (store.kind === 'sqlite') {
    return { kind: store.kind, path: store.path === undefined ? `${folder}/store.db` : absolute(store.path) };
  }
  const { kind, url, urlFile } = store;
  return {
    kind,
    ...(url === undefined ? {} : { url }),
    ...(urlFile === undefined ? {} : { urlFile: absolute(urlFile) }),
  };
}
