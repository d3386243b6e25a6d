/** `capgate fleet server-config`. */
import { isAbsolute, join } from 'node:path';
import { quoted } from '@capgate/base';
import type { FleetList } from '@capgate/fleet/enrolment';
import type { CertificateFiles, Cluster, Endpoint, FleetServer, NodeSubject } from '@capgate/fleet/nats';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { ExitStatus, type Io } from '../io.ts';
import { fleetFolder } from '../machine/places.ts';
import { told } from '../machine/told.ts';
import { findFleet } from './find.ts';
import { inFleet } from './place.ts';

type Node = FleetList['nodes'][number];

const CLIENTS: Endpoint = { host: '0.0.0.0', port: 4_222 };
const LEAVES: Endpoint = { host: '0.0.0.0', port: 7_422 };
const STORE_BYTES = 10 * 1_024 ** 3;

export async function run(args: Arguments, io: Io): Promise<number> {
  const { serverConfig } = await findFleet('nats');
  const { TLS_FILE } = await findFleet('enrolment');
  const [name = ''] = args.operands;
  return inFleet(args, io, async (fleet) => {
    const { nodes } = await fleet.list();
    const node = nodes.find((one) => one.node === name);
    if (node === undefined) throw new CliError('INPUT', `expected a node that is enrolled, met ${quoted(name)}`);
    const config = await told(async () => serverConfig(serverOf(node, nodes, placeOf(args, io, TLS_FILE), args)));
    await io.stdout.write(config);
    return ExitStatus.OK;
  });
}

interface Place {
  readonly clients: Endpoint;
  readonly leaves: Endpoint;
  readonly above: readonly Endpoint[];
  /** Both on the machine of the node. */
  readonly folder: string;
  readonly tls: string;
}

function placeOf(args: Arguments, io: Io, tlsFile: string): Place {
  const folder = args.value('at') ?? fleetFolder(io, args.value('folder'));
  if (!isAbsolute(folder)) throw args.misuse('expected an absolute path for --at, met another');
  return {
    folder,
    tls: join(folder, tlsFile),
    clients: endpointOf(args, 'clients') ?? CLIENTS,
    leaves: endpointOf(args, 'leaves') ?? LEAVES,
    above: args.values('above').map((text) => endpointIn(args, 'above', text)),
  };
}

function endpointOf(args: Arguments, option: string): Endpoint | undefined {
  const text = args.value(option);
  return text === undefined ? undefined : endpointIn(args, option, text);
}

function endpointIn(args: Arguments, option: string, text: string): Endpoint {
  const [, host = '', port = ''] = /^([\w.-]+):(\d{1,5})$/u.exec(text) ?? [];
  if (host !== '') return { host, port: Number(port) };
  throw args.misuse(`expected HOST:PORT for --${option}, met ${quoted(text)}`);
}

/** The server beside a node has the node's own certificate. */
function serverOf(node: Node, nodes: readonly Node[], place: Place, args: Arguments): FleetServer {
  const { tls } = place;
  const files: CertificateFiles = { certificate: tls, key: tls, authority: tls };
  const any = { name: node.node, clients: place.clients, files };
  if (node.tier !== 'hub' && ['cluster', 'route', 'gateway'].some((option) => args.has(option)))
    throw args.misuse(`expected --cluster, --route and --gateway for hubs alone, met one for a ${node.tier} node`);
  const store = { folder: join(place.folder, 'nats'), bytesMax: STORE_BYTES };
  if (node.tier !== 'hub' && place.above.length === 0)
    throw args.misuse('expected --above with the leaf door of the server above, met none');
  if (node.tier === 'local')
    return { tier: 'local', ...any, link: files, node: subjectOf(node), regional: place.above };
  const below = { ...any, store, leaves: place.leaves };
  if (node.tier === 'regional')
    return {
      tier: 'regional',
      ...below,
      hubs: place.above,
      aggregators: [node.node],
      nodes: childrenOf(node, nodes).filter(isLocal).map(subjectOf),
    };
  const cluster = clusterOf(args);
  if (cluster !== undefined && args.has('alone'))
    throw args.misuse('expected --alone or --cluster, met both: a server that is alone is in no cluster');
  const ofHub = { hubs: namesOf(nodes, 'hub'), ...belowHub(nodes, args.has('alone')) };
  return { tier: 'hub', ...below, ...ofHub, ...(cluster !== undefined && { cluster }) };
}

/** Where several servers are one hub's, or there are clusters of others; of each list the first is this server's own. */
function clusterOf(args: Arguments): Cluster | undefined {
  const name = args.value('cluster');
  const servers = args.values('route').map((text) => endpointIn(args, 'route', text));
  const doors = args.values('gateway').map((text) => gatewayIn(args, text));
  if (name === undefined && servers.length + doors.length === 0) return undefined;
  const [listen] = servers;
  if (name === undefined || listen === undefined)
    throw args.misuse('expected --cluster with a name and --route with the door of this server, met not both of them');
  const gateway = doors.length === 0 ? undefined : gatewayOf(args, name, doors);
  return { name, listen, servers, ...(gateway !== undefined && { gateway }) };
}

function gatewayOf(args: Arguments, name: string, doors: readonly Door[]): NonNullable<Cluster['gateway']> {
  const byCluster = Map.groupBy(doors, ({ cluster }) => cluster);
  const own = byCluster.get(name)?.[0];
  if (own === undefined)
    throw args.misuse(`expected --gateway ${name}=HOST:PORT with the door of this server, met none`);
  byCluster.delete(name);
  const others = [...byCluster].map(([cluster, of]) => ({ cluster, servers: of.map(({ endpoint }) => endpoint) }));
  return { listen: own.endpoint, others };
}

interface Door {
  readonly cluster: string;
  readonly endpoint: Endpoint;
}

function gatewayIn(args: Arguments, text: string): Door {
  const [, cluster = '', endpoint = ''] = /^([^=]+)=(.+)$/u.exec(text) ?? [];
  if (cluster === '') throw args.misuse(`expected CLUSTER=HOST:PORT for --gateway, met ${quoted(text)}`);
  return { cluster, endpoint: endpointIn(args, 'gateway', endpoint) };
}

/** Where there is one server alone, all connect to it themselves; else each aggregator has one, and brings its nodes. */
function belowHub(nodes: readonly Node[], isAlone: boolean) {
  const locals = nodes.filter(isLocal);
  if (isAlone) return { aggregators: namesOf(nodes, 'regional'), nodes: locals.map(subjectOf), regions: [] };
  const regionals = nodes.filter(({ tier }) => tier === 'regional');
  const names = new Set(regionals.map(({ node }) => node));
  return {
    aggregators: [],
    nodes: locals.filter(({ parent = '' }) => !names.has(parent)).map(subjectOf),
    regions: regionals.map((regional) => ({
      server: regional.node,
      nodes: [regional, ...childrenOf(regional, nodes).filter(isLocal)].map(subjectOf),
    })),
  };
}

function childrenOf({ node }: Node, nodes: readonly Node[]): readonly Node[] {
  return nodes.filter(({ parent }) => parent === node);
}

function namesOf(nodes: readonly Node[], tier: Node['tier']): readonly string[] {
  return nodes.filter((one) => one.tier === tier).map(({ node }) => node);
}

function isLocal({ tier }: Node): boolean {
  return tier === 'local';
}

function subjectOf({ node, tenant }: Node): NodeSubject {
  return { name: node, tenant };
}
