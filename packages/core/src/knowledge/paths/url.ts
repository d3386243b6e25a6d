/** What the text of a URL, host or `host:path` says about where it leads. */
import { Hole, isHole } from '../../shell/reading.ts';

/** Kinds of network targets. */
export const Target = {
  /** Another machine, by name or address, or one known only at run time. */
  REMOTE: 0,
  /** This machine. */
  LOCAL: 1,
  /** `file://`: no network at all. */
  FILE: 2,
  /** A cloud's metadata service, which hands out credentials. */
  METADATA: 3,
} as const;
export type Target = (typeof Target)[keyof typeof Target];

const COLON = 0x3a;
const SLASH = 0x2f;
const AT = 0x40;
const QUESTION = 0x3f;
const NUMBER_SIGN = 0x23;
const BACKSLASH = 0x5c;

const LOCAL_HOSTS: readonly string[] = ['localhost', '0.0.0.0', '[::1]', '::1', 'host.docker.internal'];
const LOOPBACK = '127.';
/** Services that steer the machine or hold its data, wherever they answer: Docker, etcd, Kubernetes, kubelets, Elasticsearch. */
const STEERING_PORTS: readonly string[] = [':2375', ':2376', ':2379', ':6443', ':9200', ':10250', ':10255'];
/** Those of them that hand out their secrets, or those of what they run, to whoever asks. */
export const TELLING_PORTS: readonly string[] = [':2375', ':2376', ':2379', ':10250', ':10255'];
/** Where services show their settings and memory, and web servers what was never meant to be shown; in small letters. */
export const TELLING_PATHS: readonly string[] =
  '/actuator/env /actuator/configprops /actuator/heapdump /actuator/httptrace /actuator/sessions /.env /.env.local /.env.production /.git/config /.git/head /.git-credentials /.aws/credentials /.ssh/id_rsa /.ssh/id_ed25519 /.htpasswd /.npmrc /.netrc /.docker/config.json /wp-config.php /wp-config.php.bak /id_rsa /debug/pprof/heap'.split(
    ' ',
  );
const METADATA_HOSTS: readonly string[] = [
  '169.254.169.254',
  '169.254.170.2',
  'metadata.google.internal',
  '100.100.100.200',
  'metadata.azure.internal',
  '[fd00:ec2::254]',
];

/** Whether `units` from `start` on begin with `text`, letter case aside; `text` is lower-case ASCII. */
export function beginsWith(units: Uint16Array, start: number, end: number, text: string): boolean {
  if (end - start < text.length) return false;
  for (let i = 0; i < text.length; i++) {
    const unit = units[start + i] as number;
    const lower = unit >= 0x41 && unit <= 0x5a ? unit + 32 : unit;
    if (lower !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** Start of what follows `scheme://`, or -1. */
function schemeEnd(units: Uint16Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const unit = units[at] as number;
    if (unit === COLON)
      return at > start && units[at + 1] === SLASH && units[at + 2] === SLASH && at + 2 < end ? at + 3 : -1;
    const letter = unit | 0x20;
    if (
      !(
        (letter >= 0x61 && letter <= 0x7a) ||
        (unit >= 0x30 && unit <= 0x39) ||
        unit === 0x2b ||
        unit === 0x2d ||
        unit === 0x2e
      )
    )
      return -1;
  }
  return -1;
}

/** Where a URL, or a host without scheme, leads. */
export function targetOf(units: Uint16Array, start: number, end: number): Target {
  if (beginsWith(units, start, end, 'file:')) return Target.FILE;
  const behindScheme = schemeEnd(units, start, end);
  const from = behindScheme < 0 ? start : behindScheme;
  const stop = authorityEnd(units, from, end);
  let host = from;
  for (let at = from; at < stop; at++) if (units[at] === AT) host = at + 1;
  for (const name of METADATA_HOSTS) if (beginsWith(units, host, stop, name)) return Target.METADATA;
  if (isLocalHost(units, host, stop)) return Target.LOCAL;
  const isPort =
    behindScheme < 0 && host < stop && units[host] === COLON && (host + 1 === stop || units[host + 1] !== COLON);
  return isPort ? Target.LOCAL : Target.REMOTE;
}

/** Where user, host and port end: before the path, the query, the fragment, or a backslash that some take for a slash. */
function authorityEnd(units: Uint16Array, start: number, end: number): number {
  let at = start;
  while (
    at < end &&
    units[at] !== SLASH &&
    units[at] !== QUESTION &&
    units[at] !== NUMBER_SIGN &&
    units[at] !== BACKSLASH
  )
    at++;
  return at;
}

/** Whether who answers there tells secrets: by the port of a service that steers machines, or by the path. */
export function tellsSecrets(units: Uint16Array, start: number, end: number): boolean {
  const behindScheme = schemeEnd(units, start, end);
  const stop = authorityEnd(units, behindScheme < 0 ? start : behindScheme, end);
  for (const port of TELLING_PORTS)
    if (stop - start > port.length && beginsWith(units, stop - port.length, stop, port)) return true;
  for (let at = stop; at < end; at++) {
    if (units[at] !== SLASH) continue;
    for (const path of TELLING_PATHS)
      if (beginsWith(units, at, end, path) && authorityEnd(units, at + path.length, end) === at + path.length)
        return true;
  }
  return false;
}

/** Whether the whole host, the port aside, is this machine's: `localhost.example.org` is not. */
function isLocalHost(units: Uint16Array, host: number, stop: number): boolean {
  for (const name of LOCAL_HOSTS) {
    const behind = host + name.length;
    if (beginsWith(units, host, stop, name) && (behind === stop || isPlainPort(units, behind, stop))) return true;
  }
  if (!beginsWith(units, host, stop, LOOPBACK)) return false;
  let at = host + LOOPBACK.length;
  while (at < stop && isDigitOrDot(units[at] as number)) at++;
  return at === stop || isPlainPort(units, at, stop);
}

/** Whether a port of an ordinary service begins at `at`. */
function isPlainPort(units: Uint16Array, at: number, stop: number): boolean {
  if (units[at] !== COLON) return false;
  return !STEERING_PORTS.some((port) => stop - at === port.length && beginsWith(units, at, stop, port));
}

function isDigitOrDot(unit: number): boolean {
  return unit === 0x2e || (unit >= 0x30 && unit <= 0x39);
}

/** Whether a copy's end lies on another machine: `host:path`, `user@host:`, `scheme://…`. */
export function isRemotePath(units: Uint16Array, start: number, end: number): boolean {
  if (schemeEnd(units, start, end) >= 0) return !beginsWith(units, start, end, 'file:');
  for (let at = start; at < end; at++) {
    if (units[at] === SLASH) return false;
    if (units[at] === COLON) return at > start;
  }
  return false;
}

/** Whether a hole stands in the text: parts of the URL are known only at run time. */
export function holdsHole(units: Uint16Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isHole(units[at] as number)) return true;
  return false;
}

/** Whether a hole stands in the text that the context does not fill and that is more than a number. */
export function isDynamic(units: Uint16Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const unit = units[at] as number;
    if (
      isHole(unit) &&
      unit !== Hole.HOME &&
      unit !== Hole.WORKING_DIRECTORY &&
      unit !== Hole.TEMPORARY &&
      unit !== Hole.NUMBER &&
      unit !== Hole.STATUS &&
      unit !== Hole.STREAM
    )
      return true;
  }
  return false;
}
