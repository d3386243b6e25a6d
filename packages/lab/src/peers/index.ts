/** Gates beside each other, on commands that somebody labelled. */
export { type Answers, askPeers, type AskOptions, type Benchmark } from './ask.ts';
export { type PeersRecord, verifyPeers } from './content.ts';
export { armNamed, PEERS_SCHEMA, type PeersDocument, peersFaults } from './document.ts';
export { readBenchmark, writePeers } from './peers.ts';
