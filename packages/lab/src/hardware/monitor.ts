/** Reads the machine once a second while something is measured. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { createInterface } from 'node:readline';
import type { Cancel, Clock } from '@capgate/base';
import { watchFpgas } from './fpgas.ts';
import { NVIDIA_WORDS, nvidiaReadings } from './nvidia.ts';
import { type SystemTexts, systemReadings } from './proc.ts';
import { programOnPath } from './program.ts';
import type { Reading } from './reading.ts';

export const INTERVAL_MS = 1_000;

export interface MonitorOptions {
  readonly clock: Clock;
  /** Called with what was read together; never with nothing. */
  readonly tell: (readings: readonly Reading[]) => void;
  /** How the system is read; its own files where absent. */
  readonly read?: (at: number) => SystemTexts;
  /** How GPUs are watched; `nvidia-smi` where absent. A program that is not there watches none. */
  readonly gpuWords?: readonly string[];
  /** What watches FPGAs, by an absolute path; `xbutil` of the search path where absent. */
  readonly fpgaProgram?: string | undefined;
}

/** Begins to read, and goes on until what it answers is called. */
export function monitorHardware({
  clock,
  tell,
  read = systemTexts,
  gpuWords = NVIDIA_WORDS,
  fpgaProgram = programOnPath('xbutil'),
}: MonitorOptions): Cancel {
  const told = (readings: readonly Reading[]): void => {
    if (readings.length > 0) tell(readings);
  };
  const stopGpus = watchGpus(gpuWords, (line) => told(nvidiaReadings(line, clock.nowMs())));
  const stopFpgas = fpgaProgram === undefined ? () => {} : watchFpgas({ clock, tell: told, program: fpgaProgram });
  let before = read(clock.nowMs());
  let cancel = clock.schedule(INTERVAL_MS, tick);
  function tick(): void {
    const after = read(clock.nowMs());
    told(systemReadings(before, after));
    before = after;
    cancel = clock.schedule(INTERVAL_MS, tick);
  }
  return () => {
    cancel();
    stopGpus();
    stopFpgas();
  };
}

function systemTexts(at: number): SystemTexts {
  return {
    at,
    stat: textOf('/proc/stat'),
    meminfo: textOf('/proc/meminfo'),
    netDev: textOf('/proc/net/dev'),
    diskstats: textOf('/proc/diskstats'),
    cpuinfo: textOf('/proc/cpuinfo'),
  };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

function watchGpus([name = '', ...words]: readonly string[], onLine: (line: string) => void): Cancel {
  const program = isAbsolute(name) ? name : programOnPath(name);
  if (program === undefined) return () => {};
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', onLine);
  // There is no such program, and so no such device.
  child.on('error', () => lines.close());
  child.unref();
  return () => {
    lines.close();
    // One that could not be started has the number 0 for a moment: its signal would go to all of our process group.
    if (child.pid !== undefined) child.kill();
  };
}
