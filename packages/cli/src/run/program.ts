/**
 * The kernel's side of it. It has native parts, so it is a bundle of its own beside the others; the build replaces this
 * module by one that loads that bundle.
 */
import { fileURLToPath } from 'node:url';

export function loadKernel() {
  return import('@capgate/kernel');
}

/** The module of the thread that starts a confined command. */
export function confinedThread(): URL {
  return new URL(import.meta.resolve('@capgate/kernel/confined-thread'));
}

/** The module of the thread that answers for what a command runs and connects to. */
export function answeringThread(): URL {
  return new URL(import.meta.resolve('@capgate/kernel/answering-thread'));
}

/** The folder of the compiled programs for the kernel. */
export function kernelPrograms(): string {
  return fileURLToPath(new URL('../bpf/', import.meta.resolve('@capgate/kernel')));
}
