/** Where in the page one is: the part of the address behind `#`, which no server is told. */
import { useSyncExternalStore } from 'react';

export interface Place {
  /** Such as `approvals`; empty for the first page. */
  readonly page: string;
  /** What of it is looked at. */
  readonly id: string | undefined;
  readonly query: URLSearchParams;
}

/** Takes any text. */
export function placeOf(hash: string): Place {
  const [path = '', search = ''] = hash.replace(/^#?\/?/u, '').split('?', 2);
  const [page = '', id] = path.split('/', 2);
  return { page, id: id === undefined || id === '' ? undefined : decoded(id), query: new URLSearchParams(search) };
}

export function hrefOf(page: string, id?: string, query?: Readonly<Record<string, string>>): string {
  const search = new URLSearchParams(query).toString();
  return `#/${page}${id === undefined ? '' : `/${encodeURIComponent(id)}`}${search === '' ? '' : `?${search}`}`;
}

export function go(href: string, { isReplacing = false }: { readonly isReplacing?: boolean } = {}): void {
  if (!isReplacing) location.hash = href;
  else {
    history.replaceState(null, '', href);
    dispatchEvent(new HashChangeEvent('hashchange'));
  }
}

export function usePlace(): Place {
  return placeOf(useSyncExternalStore(onChange, () => location.hash));
}

function onChange(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
