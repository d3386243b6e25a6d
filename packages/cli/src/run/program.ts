/**
 * The kernel's side of it. It has native parts, so it is a bundle of its own beside the others; the build replaces this
 * module by one that loads that bundle.
 */

export function loadKernel() {
  return import('@capgate/kernel');
}

/** The module of the thread that starts a confined command. */
export function confinedThread(): URL {
  return new URL(import.meta.resolve('@capgate/kernel/confined-thread'));
}
