/** What the lab has of the machine that it runs on: its disk, clock and randomness, and what signs its log. */
import { NodeDisk, systemClock, systemRandom } from '@capgate/base/node';
import { nodePrimitives } from '@capgate/keys/node';
import type { Machine } from './lab-log.ts';

export const machine: Machine = {
  disk: new NodeDisk(),
  clock: systemClock,
  random: systemRandom,
  primitives: nodePrimitives,
};
