import { describe, expect, it } from 'vitest';
import { cgroupMount } from '../src/cgroups.ts';

const OTHERS =
  '24 30 0:22 / /proc rw,nosuid shared:13 - proc proc rw\n31 24 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu';

describe('the mount of control groups', () => {
  it.each([
    [
      'a system of version 2 alone',
      '35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw',
      '/sys/fs/cgroup',
    ],
    ['one of both versions', '36 24 0:31 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw', '/sys/fs/cgroup/unified'],
    ['one with a blank in its path', '36 24 0:31 / /mnt/my\\040groups rw - cgroup2 none rw', '/mnt/my groups'],
  ])('of %s', (_, line, path) => {
    expect(cgroupMount(`${OTHERS}\n${line}\n`)).toBe(path);
  });

  it('is not one that shows a part of the hierarchy, or another kind', () => {
    expect(cgroupMount(`${OTHERS}\n36 24 0:31 /docker/1 /sys/fs/cgroup rw - cgroup2 cgroup2 rw`)).toBeUndefined();
  });
});
