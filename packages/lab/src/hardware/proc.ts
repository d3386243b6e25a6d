/** Linux's own figures: proc(5). Pure: texts of files in, readings out. */
import type { Reading } from './reading.ts';

/** The files as they were at one moment; absent where the system has none. */
export interface SystemTexts {
  readonly at: number;
  readonly stat?: string | undefined;
  readonly meminfo?: string | undefined;
  readonly netDev?: string | undefined;
  readonly diskstats?: string | undefined;
  readonly cpuinfo?: string | undefined;
}

/** Always, whatever a disk's own sectors are: Documentation/admin-guide/iostats.rst. */
const SECTOR_BYTES = 512;
const MS_PER_S = 1_000;

/** What lies between two moments, and what is now. A file that is absent or in another form gives no reading. */
export function systemReadings(before: SystemTexts, after: SystemTexts): Reading[] {
  const seconds = (after.at - before.at) / MS_PER_S;
  const of = (device: string, values: Partial<Record<Reading['quantity'], number>>): Reading[] =>
    Object.entries(values)
      .filter(([, value]) => Number.isFinite(value))
      .map(([quantity, value]) => ({ at: after.at, device, quantity: quantity as Reading['quantity'], value }));
  return [
    ...of('cpu', { ...cpuShares(before.stat, after.stat), ...frequencyOf(after.cpuinfo) }),
    ...of('memory', memoryOf(after.meminfo)),
    ...(seconds > 0 ? of('network', ratesOf(networkBytes, before.netDev, after.netDev, seconds)) : []),
    ...(seconds > 0 ? of('disk', ratesOf(diskBytes, before.diskstats, after.diskstats, seconds)) : []),
  ];
}

/** proc_stat(5): user, nice, system, idle, iowait, irq, softirq, steal. */
function cpuShares(before: string | undefined, after: string | undefined): { busy?: number; steal?: number } {
  const [old, now] = [cpuTicks(before), cpuTicks(after)];
  if (old === undefined || now === undefined) return {};
  const spent = now.map((ticks, i) => ticks - (old[i] as number));
  const total = spent.reduce((sum, ticks) => sum + ticks, 0);
  const [, , , idle = 0, waiting = 0, , , steal = 0] = spent;
  return total > 0 ? { busy: (total - idle - waiting) / total, steal: steal / total } : {};
}

function cpuTicks(stat: string | undefined): number[] | undefined {
  return /^cpu +(\d+(?: \d+){7})/u
    .exec(stat ?? '')?.[1]
    ?.split(' ')
    .map(Number);
}

/** The mean of the cores. */
function frequencyOf(cpuinfo = ''): { frequency?: number } {
  const mhz = [...cpuinfo.matchAll(/^cpu MHz\s*: ([\d.]+)$/gmu)].map(([, text]) => Number(text));
  return mhz.length === 0 ? {} : { frequency: (1e6 * mhz.reduce((sum, one) => sum + one, 0)) / mhz.length };
}

/** What programs hold, and the kernel could not give back: proc_meminfo(5). */
function memoryOf(meminfo = ''): { used?: number } {
  const kib = (name: string): number => Number(new RegExp(`^${name}: +(\\d+) kB$`, 'mu').exec(meminfo)?.[1]);
  return { used: 1_024 * (kib('MemTotal') - kib('MemAvailable')) };
}

type Counters = Partial<Record<'received' | 'sent' | 'read' | 'written', number>>;

function ratesOf(
  count: (text: string) => Counters,
  before: string | undefined,
  after: string | undefined,
  seconds: number,
): Counters {
  if (before === undefined || after === undefined) return {};
  const old = count(before);
  const rates = Object.entries(count(after)).map(([name, bytes]) => {
    return [name, Math.max(0, bytes - (old[name as keyof Counters] ?? Number.NaN)) / seconds];
  });
  return Object.fromEntries(rates) as Counters;
}

/** All interfaces but the loop: proc_pid_net(5). */
function networkBytes(text: string): Counters {
  const rows = [...text.matchAll(/^ *([^:\s]+): *(\d+)(?: +\d+){7} +(\d+)/gmu)].filter(([, name]) => name !== 'lo');
  return { received: sumOf(rows, 2), sent: sumOf(rows, 3) };
}

/** Whole disks; their partitions and what is stacked on them would count twice. */
const WHOLE_DISK = /^(?:[shv]d[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/u;

function diskBytes(text: string): Counters {
  const rows = [...text.matchAll(/^ *\d+ +\d+ (\S+) \d+ \d+ (\d+) \d+ \d+ \d+ (\d+)/gmu)].filter(([, name = '']) =>
    WHOLE_DISK.test(name),
  );
  return { read: SECTOR_BYTES * sumOf(rows, 2), written: SECTOR_BYTES * sumOf(rows, 3) };
}

function sumOf(rows: readonly RegExpExecArray[], column: number): number {
  return rows.reduce((sum, row) => sum + Number(row[column]), 0);
}
