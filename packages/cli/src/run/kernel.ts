/** The kernel's side of this machine, if it has one. */
import type { Io } from '../io.ts';
import { loadKernel } from './program.ts';

export type Kernel = Awaited<ReturnType<typeof loadKernel>>;

export const NOT_ENFORCED = 'not enforced on this system';

/** Undefined on systems that nothing is built for, and where the native part is missing that calls the kernel. */
export async function kernelHere({ platform }: Io): Promise<Kernel | undefined> {
  if (platform !== 'linux') return undefined;
  try {
    return await loadKernel();
  } catch {
    return undefined;
  }
}
