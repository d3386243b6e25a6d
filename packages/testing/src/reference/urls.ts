/** Where URLs, hosts and `host:path` lead. */
import { TELLING_PATHS, TELLING_PORTS } from '../../../core/src/knowledge/paths/url.ts';

export type Leads = 'remote' | 'local' | 'file' | 'metadata';

const METADATA_HOSTS = [
  '169.254.169.254',
  '169.254.170.2',
  'metadata.google.internal',
  '100.100.100.200',
  'metadata.azure.internal',
  '[fd00:ec2::254]',
];

/** Docker, etcd, Kubernetes, kubelets, Elasticsearch. */
const STEERING_PORTS = [':2375', ':2376', ':2379', ':6443', ':9200', ':10250', ':10255'];

const SCHEME = /^[a-z0-9+.-]+:\/\//i;

/** Where a URL, or a host without scheme, leads. */
export function whereLeads(text: string): Leads {
  if (/^file:/i.test(text)) return 'file';
  const authority = /^[^/?#\\]*/.exec(text.replace(SCHEME, ''))?.[0] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase();
  if (METADATA_HOSTS.some((name) => host.startsWith(name))) return 'metadata';
  // `:8080/path` is this machine's port.
  if (/^:(?!:)/.test(host) && !SCHEME.test(text)) return 'local';
  if (STEERING_PORTS.includes(/:[0-9]+$/.exec(host)?.[0] ?? '')) return 'remote';
  return /^(?:localhost|0\.0\.0\.0|\[::1\]|::1|host\.docker\.internal|127\.[0-9.]*)(?::|$)/.test(host)
    ? 'local'
    : 'remote';
}

/** Whether who answers there tells secrets: by the port of a service that steers machines, or by the path. */
export function tellsSecrets(text: string): boolean {
  const [, authority = '', path = ''] = /^([^/?#\\]*)(.*)$/s.exec(text.replace(SCHEME, '').toLowerCase()) ?? [];
  if (TELLING_PORTS.some((port) => authority.endsWith(port) && text.length > port.length)) return true;
  return TELLING_PATHS.some((one) => `${path.replaceAll(/[?#\\]/g, '/')}/`.includes(`${one}/`));
}

/** Whether a copy's end lies on another machine: `host:path`, `user@host:`, `scheme://…`. */
export function isRemoteEnd(text: string): boolean {
  if (SCHEME.test(text)) return !/^file:/i.test(text);
  return /^[^/:]+:/.test(text);
}

/** The path in `file:///path` and `file://localhost/path`. */
export function filePath(text: string): string {
  const rest = text.slice('file:'.length);
  if (!rest.startsWith('//')) return rest;
  const behindHost = rest.replace(/^\/\/+(?:localhost(?=\/))?/i, '/');
  return behindHost.replace(/^\/+/, '/');
}
