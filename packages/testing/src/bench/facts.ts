/** The machine that the figures hold for. */
import { cpus, loadavg, totalmem } from 'node:os';

export interface MachineFacts {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMb: number;
  readonly platform: string;
  readonly node: string;
  /** Average number of running processes over the last minute: above the number of cores, all times suffer. */
  readonly load: number;
}

export function machineFacts(): MachineFacts {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryMb: Math.round(totalmem() / 1e6),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    load: loadavg()[0] ?? Number.NaN,
  };
}
