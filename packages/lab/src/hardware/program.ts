/** Programs of the machine's own that tell what its parts do. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * Where the search path has a program of this name, as an absolute path: what lies in a folder that is named relatively, and
 * so by who chose the working folder, is not taken. Undefined where there is none.
 */
export function programOnPath(name: string, searchPath: string = process.env['PATH'] ?? ''): string | undefined {
  const folders = searchPath.split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
