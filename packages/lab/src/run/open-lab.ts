import type { Lab, LabOptions } from './lab.ts';

/**
 * Opens a lab, or makes one; what it brings is loaded then, as a plan needs none of it. Rejects with `LabError` STORE; RUN
 * for a folder that others may write to, or that has to have a lab and has none.
 */
export async function openLab(options: LabOptions): Promise<Lab> {
  const { Lab: Opened } = await import('./lab.ts');
  return Opened.open(options);
}
