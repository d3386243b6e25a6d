/** Which reader a file is for, by its name and its first line. */
import type { Reader } from './reading.ts';
import { readDockerfile } from './readers/dockerfile.ts';
import { readMakefile } from './readers/makefile.ts';
import { readPackageJson } from './readers/package-json.ts';
import { hasShellLine, readShell } from './readers/shell.ts';
import { readWorkflow } from './readers/workflow.ts';

export const KINDS = ['shell', 'dockerfile', 'makefile', 'package', 'workflow', 'hook'] as const;
export type Kind = (typeof KINDS)[number];

export const READERS: Readonly<Record<Kind, Reader>> = {
  shell: readShell,
  dockerfile: readDockerfile,
  makefile: readMakefile,
  package: readPackageJson,
  workflow: readWorkflow,
  hook: readShell,
};

/** In the order in which they are tried, on a path with `/` between its parts. */
const BY_PATH: readonly (readonly [RegExp, Kind])[] = [
  [/(?:^|\/)\.git\/hooks\/[^/.]+$|(?:^|\/)\.husky\/[^/.]+$/u, 'hook'],
  [/(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/u, 'workflow'],
  [/(?:^|\/)package\.json$/u, 'package'],
  [/(?:^|\/)(?:(?:Docker|Container)file(?:\.[^/]+)?|[^/]+\.(?:dockerfile|containerfile))$/iu, 'dockerfile'],
  [/(?:^|\/)(?:GNUmakefile|[Mm]akefile(?:\.[^/]+)?|[^/]+\.mk)$/u, 'makefile'],
  [/\.(?:sh|bash|zsh|ksh|dash|bats)$/u, 'shell'],
];

/** The kind by the name alone, or undefined. */
export function kindOfPath(path: string): Kind | undefined {
  return BY_PATH.find(([pattern]) => pattern.test(path))?.[1];
}

/** The kind by the name, else by the first line. */
export function kindOf(path: string, text: string): Kind | undefined {
  return kindOfPath(path) ?? (hasShellLine(text) ? 'shell' : undefined);
}
