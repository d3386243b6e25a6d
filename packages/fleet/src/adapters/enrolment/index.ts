/** Enrolment as it is on Node: the fleet of a hub, its server, and a node that enrols. */
export { FLEET_TENANT } from '../../enrolment/node.ts';
export { enrol, renew } from './client.ts';
export { CERTIFICATE_MS, Fleet, type FleetList, type NewFleet, RENEWAL_MS } from './fleet.ts';
export { type NodeFile, openNode, type OpenNode, readNodeFile } from './node-file.ts';
export type { EnrolmentParts } from './parts.ts';
export { FLEET_FILE, TLS_FILE } from './parts.ts';
export { type EnrolmentServer, type EnrolmentServerOptions, serveEnrolment } from './server.ts';
