/**
 * The configuration of a `nats-server` for its tier: mutual TLS at every door, and for each certificate what it may send
 * and receive. Pure: what is written is for a person, or a tool, to put into place.
 */
import { FLEET_TENANT } from '../../enrolment/node.ts';
import { FleetError } from '../../error.ts';
import { BODY_BYTES_MAX, isNodeName } from '../../node/carrier.ts';
import {
  type NodeSubject,
  type Permissions,
  permissionsOfAggregator,
  permissionsOfHub,
  permissionsOfLocal,
  permissionsOfRegion,
} from './permissions.ts';
import { HUB_DOMAIN } from './subjects.ts';

/** A host and a port. Of other servers it is the name that their certificates have. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

interface AnyServer {
  /** CN of its certificate, whose O is `fleet`. */
  readonly name: string;
  readonly clients: Endpoint;
  readonly files: CertificateFiles;
}

/** Absolute paths of PEM. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

/** Beside a gate; keeps nothing. */
export interface LocalServer extends AnyServer {
  readonly tier: 'local';
  /** Of the node: its region knows the server by it, so whatever the server is told to do, it may do what the node may. */
  readonly link: CertificateFiles;
  readonly node: NodeSubject;
  readonly regional: readonly Endpoint[];
}

export interface RegionalServer extends AnyServer {
  readonly tier: 'regional';
  readonly store: Store;
  readonly leaves: Endpoint;
  readonly hubs: readonly Endpoint[];
  readonly aggregators: readonly string[];
  /** The nodes whose servers, or who themselves, connect here. */
  readonly nodes: readonly NodeSubject[];
}

/** All servers of all hubs have the same `hubs` and `regions`, as any may be reached from any. */
export interface HubServer extends AnyServer {
  readonly tier: 'hub';
  readonly store: Store;
  readonly leaves: Endpoint;
  /** Absent where one server is all there is. */
  readonly cluster?: Cluster;
  readonly hubs: readonly string[];
  readonly regions: readonly Region[];
  /** Those that connect here themselves. */
  readonly aggregators: readonly string[];
  readonly nodes: readonly NodeSubject[];
}

/** Two servers at least, this one among them, where there are other clusters. */
export interface Cluster {
  readonly name: string;
  readonly listen: Endpoint;
  readonly servers: readonly Endpoint[];
  readonly gateway?: { readonly listen: Endpoint; readonly others: readonly Gateway[] };
}

export interface Gateway {
  readonly cluster: string;
  readonly servers: readonly Endpoint[];
}

/** What is reached through a regional server. */
export interface Region {
  readonly server: string;
  readonly nodes: readonly NodeSubject[];
}

export interface Store {
  readonly folder: string;
  readonly bytesMax: number;
}

export type FleetServer = LocalServer | RegionalServer | HubServer;

/** A message has some headers beside its body. */
export const PAYLOAD_BYTES_MAX = BODY_BYTES_MAX + 64 * 1024;
const ACCOUNT = 'FLEET';
const SYSTEM = 'SYS';
const TLS_SECONDS = 5;
/** After a server is lost, a second. */
const RECONNECT = 1;
/** Consumers of those that watch; messages are on the disk. */
const MEMORY_BYTES_MAX = 64 * 1024 * 1024;

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/** Throws `FleetError` VALUE for names, hosts and paths that a configuration cannot hold. */
export function serverConfig(server: FleetServer): string {
  const users = usersOf(server);
  const sections: Readonly<Record<string, Value>> = {
    server_name: nodeName(server.name),
    listen: at(server.clients),
    max_payload: PAYLOAD_BYTES_MAX,
    tls: { ...tlsOf(server.files), verify_and_map: true },
    system_account: SYSTEM,
    accounts: { [SYSTEM]: {}, [ACCOUNT]: { ...(server.tier !== 'local' && { jetstream: true }), users } },
    ...tierSections(server),
  };
  const lines = Object.entries(sections).map(([name, value]) => `${name}: ${JSON.stringify(value, undefined, 2)}\n`);
  return `# The fleet's ${server.tier} server ${server.name}.\n${lines.join('')}`;
}

/** A tenant of the name of the fleet would be the fleet. */
function ofTenant(node: NodeSubject): NodeSubject {
  if (node.tenant !== FLEET_TENANT) return checked(node);
  throw new FleetError(
    'VALUE',
    `expected the node of a tenant, met one of ${FLEET_TENANT}: name it as an aggregator or a hub`,
  );
}

function usersOf(server: FleetServer): readonly Value[] {
  if (server.tier === 'local') return [userOf(server.node, permissionsOfLocal(ofTenant(server.node), 'below'))];
  const place = server.tier === 'hub' ? 'hub' : 'below';
  const ofFleet = (name: string, permissions: Permissions): Value =>
    userOf({ name, tenant: FLEET_TENANT }, permissions);
  const users = [
    ...server.aggregators.map((name) => ofFleet(name, permissionsOfAggregator(name, place))),
    ...server.nodes.map((node) => userOf(node, permissionsOfLocal(ofTenant(node), place))),
  ];
  if (server.tier === 'regional') return users;
  const regions = server.regions.map(({ server: name, nodes }) =>
    ofFleet(name, permissionsOfRegion(nodes.map(checked))),
  );
  return [...server.hubs.map((name) => ofFleet(name, permissionsOfHub(name))), ...regions, ...users];
}

/** NATS calls the owner of a certificate by its subject. */
function userOf(node: NodeSubject, permissions: Permissions): Value {
  const { name, tenant } = checked(node);
  return { user: `CN=${name},O=${tenant}`, permissions: { ...permissions } };
}

/** In the name of a user, other characters would have to be escaped. */
function checked({ name, tenant }: NodeSubject): NodeSubject {
  if (/^[\w.-]{1,100}$/u.test(tenant)) return { name: nodeName(name), tenant };
  throw new FleetError('VALUE', 'expected a tenant of 1 to 100 of letters, digits and _ . -, met another text');
}

function tierSections(server: FleetServer): Readonly<Record<string, Value>> {
  if (server.tier === 'local') return { leafnodes: remoteTo(server.regional, server.link) };
  const leaves = { listen: at(server.leaves), tls: { ...tlsOf(server.files), verify_and_map: true } };
  if (server.tier === 'regional') {
    return {
      jetstream: jetStreamOf(server.store, server.name),
      leafnodes: { ...leaves, ...remoteTo(server.hubs, server.files) },
    };
  }
  return {
    jetstream: jetStreamOf(server.store, HUB_DOMAIN),
    leafnodes: leaves,
    ...(server.cluster !== undefined && clusterSections(server.cluster, peerTls(server.files))),
  };
}

function clusterSections({ name, listen, servers, gateway }: Cluster, tls: Value): Readonly<Record<string, Value>> {
  const cluster = { name: nodeName(name), listen: at(listen), routes: urlsOf(servers), tls };
  if (gateway === undefined) return { cluster };
  const others = gateway.others.map((other) => ({ name: nodeName(other.cluster), urls: urlsOf(other.servers) }));
  const gateways = { listen: at(gateway.listen), reject_unknown_cluster: true, gateways: others, tls };
  return { cluster, gateway: { name: nodeName(name), ...gateways } };
}

function remoteTo(servers: readonly Endpoint[], files: CertificateFiles): Readonly<Record<string, Value>> {
  return { reconnect: RECONNECT, remotes: [{ urls: urlsOf(servers), account: ACCOUNT, tls: tlsOf(files) }] };
}

function jetStreamOf({ folder, bytesMax }: Store, domain: string): Value {
  return {
    store_dir: pathName(folder),
    max_file_store: bytesMax,
    max_memory_store: MEMORY_BYTES_MAX,
    domain: nodeName(domain),
  };
}

function tlsOf({ certificate, key, authority }: CertificateFiles): Readonly<Record<string, Value>> {
  return {
    cert_file: pathName(certificate),
    key_file: pathName(key),
    ca_file: pathName(authority),
    timeout: TLS_SECONDS,
  };
}

/** A node's certificate is of the same authority: only who is named as a peer is one. */
function peerTls(files: CertificateFiles): Value {
  return { ...tlsOf(files), verify: true, verify_cert_and_check_known_urls: true };
}

/** By their names alone, as certificates and `check_known_urls` have no addresses. */
function urlsOf(servers: readonly Endpoint[]): readonly string[] {
  if (servers.length > 0 && servers.every(({ host }) => /[a-z]/iu.test(host))) {
    return servers.map((server) => `tls://${at(server)}`);
  }
  throw new FleetError('VALUE', 'expected other servers by the names in their certificates, met an address, or none');
}

function at({ host, port }: Endpoint): string {
  if (/^[\w.-]+$/u.test(host) && Number.isInteger(port) && port > 0 && port < 65_536) return `${host}:${port}`;
  throw new FleetError('VALUE', 'expected a host by its name, and a port; met another text');
}

function nodeName(name: string): string {
  if (isNodeName(name)) return name;
  throw new FleetError('VALUE', 'expected a name as nodes have, met another text');
}

function pathName(path: string): string {
  if (/^\/[\w. @+/-]*$/u.test(path)) return path;
  throw new FleetError('VALUE', 'expected an absolute path of letters, digits and _ . @ + - /, met another text');
}
