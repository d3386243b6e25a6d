/** The fleet's messages over NATS: the carrier, and how its servers are configured. */
export { NatsCarrier, type NatsCarrierOptions } from './nats-carrier.ts';
export type { InboxPlace } from './inbox.ts';
export type { NodeSubject } from './permissions.ts';
export {
  type CertificateFiles,
  type Cluster,
  type Endpoint,
  type FleetServer,
  type Gateway,
  type HubServer,
  type LocalServer,
  type Region,
  type RegionalServer,
  serverConfig,
  type Store,
} from './server-config.ts';
export type { Keeping } from './streams.ts';
export { HUB_DOMAIN } from './subjects.ts';
