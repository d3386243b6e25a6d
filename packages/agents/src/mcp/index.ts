/** The Model Context Protocol: a gate before any server of it, and a server of it that answers what an action would do. */
export { McpProxy, type ProxySurroundings } from './proxy.ts';
export { changedParts, nameOf, type Pin, PinError, type Pins, readPins, withTrusted } from './pins.ts';
export type { PinStore } from './toolbox.ts';
export { type CapgateServerParts, createCapgateServer } from './server.ts';
