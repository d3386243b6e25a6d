/** What a session may do where nothing narrower is said. */
import { type Mask, REACHES, SCOPES } from '../mask.ts';

/**
 * What everyday coding takes: to read all but credentials and devices; to make, change and delete in the workspace, in
 * temporary folders and in caches; to connect anywhere but to a cloud's metadata service, or nowhere by an address. Which
 * commands run is the gate's to decide, so no risk is named here. `id` stands in events.
 */
export function sessionMask(id: bigint, network: 'on' | 'off'): Mask {
  const changeable = new Set(['workspace', 'temporary'] as const);
  return {
    id,
    riskMax: 4,
    forbidden: 0,
    read: new Set(SCOPES.filter((scope) => scope !== 'credentials' && scope !== 'device')),
    write: changeable,
    remove: changeable,
    connect: new Set(network === 'on' ? REACHES.filter((reach) => reach !== 'metadata') : ['local']),
    controls: new Set(['foreign-exec']),
    observe: false,
  };
}
