/** The machine on which something was measured, as its figures hold for it alone. */
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

export interface Environment {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMb: number;
  /** `linux x64`, and the system's release. */
  readonly platform: string;
  readonly kernel: string;
  /** Versions of the runtime's parts: node, v8, openssl … */
  readonly versions: Readonly<Record<string, string>>;
  /** How the processor's frequency is chosen; absent where the system does not say. */
  readonly governor?: string;
  /** Processor time of all cores so far, in the system's ticks; absent where it does not say. */
  readonly ticks?: ProcessorTicks;
}

export interface ProcessorTicks {
  readonly total: number;
  /** What another guest had while this one wanted to run. */
  readonly steal: number;
}

export function environmentNow(): Environment {
  const processors = cpus();
  const governor = read('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor')?.trim();
  const ticks = ticksOf(read('/proc/stat') ?? '');
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    platform: `${process.platform} ${process.arch}`,
    kernel: release(),
    versions: Object.fromEntries(Object.entries(process.versions).map(([name, version = '']) => [name, version])),
    ...(governor !== undefined && { governor }),
    ...(ticks !== undefined && { ticks }),
  };
}

/** The first line of `/proc/stat` (proc_stat(5)); undefined where it is another text. */
export function ticksOf(stat: string): ProcessorTicks | undefined {
  const [, fields] = /^cpu +(\d+(?: \d+){7})/u.exec(stat) ?? [];
  if (fields === undefined) return undefined;
  const ticks = fields.split(' ').map(Number);
  return { total: ticks.reduce((sum, one) => sum + one, 0), steal: ticks[7] as number };
}

/** The share of processor time that was stolen between two readings; undefined where it is not known. */
export function stealBetween(before: Environment, after: Environment): number | undefined {
  if (before.ticks === undefined || after.ticks === undefined) return undefined;
  const total = after.ticks.total - before.ticks.total;
  return total > 0 ? (after.ticks.steal - before.ticks.steal) / total : undefined;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
