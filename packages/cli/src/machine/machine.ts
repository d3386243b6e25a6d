/** The machine as the packages of the log and its keys see it. */
import type { Clock, Disk, Random } from '@capgate/base';
import { NodeDisk, systemClock, systemRandom } from '@capgate/base/node';
import type { Primitives } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import type { Io } from '../io.ts';

export interface Machine {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: Random;
  readonly primitives: Primitives;
}

export function machineOf(io: Io): Machine {
  return { disk: new NodeDisk(), clock: io.clock ?? systemClock, random: systemRandom, primitives: nodePrimitives };
}
