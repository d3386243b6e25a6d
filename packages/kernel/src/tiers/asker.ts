/** Who would run a program, as proc(5) says it: the process waits, so it cannot become another meanwhile. */

/** Of cgroup v2. */
export function groupIn(text: string): string | undefined {
  return /^0::(?<path>\/.*)$/mu.exec(text)?.groups?.['path'];
}

export interface Asker {
  readonly command: string;
  readonly parentPid: number;
  readonly uid: number;
}

export function askerIn(status: string): Asker {
  const field = (name: string): string => new RegExp(`^${name}:\\t(.*)$`, 'mu').exec(status)?.[1] ?? '';
  return {
    command: field('Name'),
    parentPid: Number.parseInt(field('PPid'), 10) || 0,
    uid: Number.parseInt(field('Uid'), 10) || 0,
  };
}

/** A session, and the command in it, by the path of a control group: `/capgate/NAME/COMMAND` and what is below. */
export function namesIn(path: string, folder: string): { session: string; command: string | undefined } | undefined {
  if (!path.startsWith(`${folder}/`)) return undefined;
  const [session = '', command] = path.slice(folder.length + 1).split('/');
  return { session, command };
}
