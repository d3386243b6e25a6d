/**
 * The service's program. It is a bundle of its own beside the others, so that no other command pays for it; the build
 * replaces this module by one that loads that bundle.
 */
import { fileURLToPath } from 'node:url';

export function loadService() {
  return import('./service.ts');
}

/** Where the page's files are, if they were built. */
export function pageFolder(): string {
  return fileURLToPath(new URL('../../dist/console/', import.meta.url));
}

/** The launcher of hooks for this machine, where there is one. */
export function launcher(): string {
  const machine = `${process.platform}-${process.arch}`;
  return fileURLToPath(new URL(`../../../agents/launcher/${machine}/capgate-hook`, import.meta.url));
}

/** The modules of the threads of log and store. */
export function threads(): { readonly log: URL; readonly store: URL } {
  return {
    log: new URL(import.meta.resolve('@capgate/gate/log-thread')),
    store: new URL(import.meta.resolve('@capgate/store/worker')),
  };
}
