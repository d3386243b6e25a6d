/** From whom a process comes: pure, over processes that a test makes up. */
import { Ancestry, ANCESTRY_MAX, type ProcessInfo } from '@capgate/kernel';
import { describe, expect, it } from 'vitest';
import { processIn } from '../src/system/processes.ts';

const ROOT = 100;

/** Each process from `ROOT` on is the child of the one before it. */
function chainTo(last: number): Map<number, ProcessInfo> {
  return new Map(
    Array.from({ length: last - ROOT + 1 }, (_, index): [number, ProcessInfo] => {
      const pid = ROOT + index;
      return [pid, { parentPid: pid - 1, startTicks: pid, command: `c${pid}` }];
    }),
  );
}

function over(processes: Map<number, ProcessInfo>) {
  const looks: number[] = [];
  const ancestry = new Ancestry(ROOT, (pid) => {
    looks.push(pid);
    return processes.get(pid);
  });
  return {
    looks,
    pidsOf: (pid: number, parentPid: number) => ancestry.of({ pid, parentPid, command: 'x' }).map((one) => one.pid),
  };
}

describe('an ancestry', () => {
  it('goes from the process up to the first of the session, and no further', () => {
    const { pidsOf } = over(chainTo(103));
    expect(pidsOf(103, 102)).toEqual([103, 102, 101, 100]);
    expect(pidsOf(100, 99)).toEqual([100]);
  });

  it('is known of one that has ended, by what the event says', () => {
    const processes = chainTo(102);
    const { pidsOf } = over(processes);
    expect(pidsOf(999, 102)).toEqual([999, 102, 101, 100]);
    processes.clear();
    expect(pidsOf(999, 102)).toEqual([999]);
  });

  it('has a bound', () => {
    expect(over(chainTo(200)).pidsOf(200, 199)).toHaveLength(ANCESTRY_MAX);
  });

  it('costs one look where the parent was asked about before', () => {
    const { looks, pidsOf } = over(chainTo(110));
    pidsOf(111, 110);
    const before = looks.length;
    expect(pidsOf(112, 110)).toHaveLength(12);
    expect(looks.length - before).toBe(1);
  });

  it('is another for another process by the number of a parent', () => {
    const processes = chainTo(103);
    const { pidsOf } = over(processes);
    pidsOf(200, 103);
    processes.set(103, { parentPid: 101, startTicks: 9999, command: 'other' });
    expect(pidsOf(200, 103)).toEqual([200, 103, 101, 100]);
  });
});

describe('what the system says of a process', () => {
  it.each(['sh', 'a b', ')', ') S 1 (', '('])('is read by its place, whatever it calls itself: %j', (command) => {
    const rest = `S 7 ${Array.from({ length: 50 }, (_, index) => index).join(' ')}`;
    expect(processIn(`42 (${command}) ${rest}`)).toEqual({ parentPid: 7, startTicks: 17, command });
  });
});
