/** Mounts as this process sees them: proc(5), mountinfo. */

export interface MountPoint {
  readonly path: string;
  /** Of the file system, such as `cgroup2`. */
  readonly type: string;
  /** Which folder of the file system is seen there; `/` for all of it. */
  readonly root: string;
}

export function mountPoints(mountInfo: string): readonly MountPoint[] {
  return mountInfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root, path] = before.split(' ');
    const [type] = after.split(' ');
    return root === undefined || path === undefined || type === undefined
      ? []
      : [{ path: unescaped(path), type, root: unescaped(root) }];
  });
}

/** Blanks and the like are there in octal digits. */
function unescaped(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/gu, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 8)));
}
