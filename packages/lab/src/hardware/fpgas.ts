/** FPGAs watched by `xbutil`, which is started for each look: it has no way to go on by itself, and takes a while. */
import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Cancel, Clock } from '@capgate/base';
import type { Reading } from './reading.ts';
import { cardAddresses, cardReport, HOST_REPORT, xbutilReadings } from './xbutil.ts';

/** A look takes processor time of the machine that measures: once a second would be too much of it. */
const INTERVAL_MS = 10_000;
/** Of one start. */
const TIMEOUT_MS = 5_000;
/** Of a report, and of what is said beside. */
const REPORT_BYTES_MAX = 1 << 20;

export interface FpgaOptions {
  readonly clock: Clock;
  readonly tell: (readings: readonly Reading[]) => void;
  /** An absolute path. */
  readonly program: string;
}

/** Begins to look, and goes on until what it answers is called; a machine without cards is looked at once. */
export function watchFpgas({ clock, tell, program }: FpgaOptions): Cancel {
  const stop = new AbortController();
  let cancel: Cancel | undefined;
  let cards: readonly string[] | undefined;
  const look = async (): Promise<void> => {
    const read = (words: readonly string[]): Promise<string> => reportOf(program, words, stop.signal);
    if (cards === undefined) {
      // What said nothing in time may say it at the next look.
      const host = await read(HOST_REPORT);
      if (host !== '') cards = cardAddresses(host);
    }
    for (const [i, address] of (cards ?? []).entries()) {
      const report = await read(cardReport(address));
      if (!stop.signal.aborted) tell(xbutilReadings(report, `fpga${i}`, clock.nowMs()));
    }
    if (!stop.signal.aborted && cards?.length !== 0) cancel = clock.schedule(INTERVAL_MS, () => void look());
  };
  void look();
  return () => {
    stop.abort();
    cancel?.();
  };
}

const execute = promisify(execFile);

/** The JSON of one report. An empty text where there is none in time, or too long a one: the next look may have it. */
async function reportOf(program: string, words: readonly string[], signal: AbortSignal): Promise<string> {
  try {
    // It writes its JSON to a file, and nowhere else.
    return await withFolder(async (folder) => {
      const path = join(folder, 'report.json');
      await execute(program, [...words, '--format', 'JSON', '--output', path], {
        timeout: TIMEOUT_MS,
        killSignal: 'SIGKILL',
        maxBuffer: REPORT_BYTES_MAX,
        signal,
      });
      return boundedText(path);
    });
  } catch {
    return '';
  }
}

/** A folder of our own, for as long as `use` takes. */
async function withFolder(use: (folder: string) => Promise<string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'capgate-xbutil-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function boundedText(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(REPORT_BYTES_MAX + 1);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return bytesRead > REPORT_BYTES_MAX ? '' : buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
