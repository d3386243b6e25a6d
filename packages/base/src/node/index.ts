/** The real clock, randomness, disk and network, on Node. */
export { isBeside } from './beside.ts';
export { systemClock } from './clock.ts';
export { NodeDisk } from './disk.ts';
export { NodeNet } from './net.ts';
export { systemRandom } from './random.ts';
export { nodeSmallFiles } from './small-files.ts';
export {
  type Notice,
  sendNotice,
  type Sending,
  type Webhook,
  WebhookError,
  webhookIn,
  type WebhookVariables,
} from './webhook.ts';
