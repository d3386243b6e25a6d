/** Tier 2 over what is measured, by a name of its own: no other enforcement ends with it. */
import { fileURLToPath } from 'node:url';
import { Capability, commandFields, encodeDescriptor, Risk } from '@capgate/core';
import { detachAll, type Enforcement, enforce, type Mask, SCOPES, Session, shippedObjects } from '@capgate/kernel';

const NAME = 'capgate-bench';
const OBJECTS = fileURLToPath(new URL('../../bpf/', import.meta.url));

/** Of a session that may start what is known and of little risk, and reach nobody. */
const mask: Mask = {
  id: 1n,
  riskMax: Risk.MEDIUM,
  forbidden: Capability.NETWORK_ACCESS,
  read: new Set(SCOPES),
  write: new Set(['workspace']),
  remove: new Set(['workspace']),
  connect: new Set(['local', 'loopback']),
  controls: new Set(),
  observe: false,
};

export const harmless: Uint8Array = encodeDescriptor({
  ...commandFields('nothing'),
  flags: 1 << Risk.LOW,
  executionMs: 0,
  memoryMb: 0,
  outputKb: 0,
});

export async function whileHeld<Result>(use: (enforcement: Enforcement) => Promise<Result>): Promise<Result> {
  try {
    return await use(enforce(shippedObjects(OBJECTS, ['trace']), NAME).enforcement);
  } finally {
    detachAll(NAME);
  }
}

let count = 0;

/** Ended when `use` is through; whatever was in it is then somewhere else or gone. */
export async function inSession<Result>(
  enforcement: Enforcement,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  const session = Session.begin(enforcement, `${process.pid}-${count++}`, mask);
  try {
    return await use(session);
  } finally {
    // A process that has ended is in its group for a moment more.
    while (!(await session.end())) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
