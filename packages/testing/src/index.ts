export { formatSection, type Row, type Section } from './bench/rows.ts';
export { median, medianInterval, percentile } from './bench/statistics.ts';
export { CHROMIUM_FLAGS } from './chromium.ts';
export { codeOf } from './code-of.ts';
export {
  CORPORA,
  CorpusError,
  type CorpusErrorCode,
  corpusFolder,
  type CorpusName,
  type CorpusRow,
  distinctCommands,
  loadCorpora,
} from './corpora.ts';
export { freePort, NatsServer } from './nats-server.ts';
export { needsMaterial, needsProgram, needsProvided, type Skippable } from './needs.ts';
export { openPage, type OpenedPage } from './page.ts';
export { SimulatedClock } from './simulated/clock.ts';
export { type DiskFaults, SimulatedDisk } from './simulated/disk.ts';
export { SimulatedNet } from './simulated/net.ts';
export { SeededRandom } from './simulated/random.ts';
export { UNSAFE } from './unsafe.ts';
