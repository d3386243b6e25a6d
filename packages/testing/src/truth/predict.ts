/** What core says that a command line would do, in the terms in which it can be observed. */
import { resolve } from 'node:path/posix';
import {
  type CapabilityName,
  type Context,
  explain,
  type ExplainedEffect,
  type ExplainedInvocation,
} from '@capgate/core';

export interface Predicted {
  /** Whether the path may be changed, or deleted, by what was foreseen. */
  mayChange(path: string): boolean;
  mayDelete(path: string): boolean;
  readonly changes: boolean;
  readonly deletes: boolean;
  readonly network: boolean;
  /** Whether any code may run beyond the invocations. */
  readonly code: boolean;
  /** Names of the programs that the line is seen to run. */
  readonly programs: ReadonlySet<string>;
  /** Those of them that must be installed: a module of Python is none. */
  readonly needed: ReadonlySet<string>;
}

/** Effects by which what was there is there no more; a move takes its source away. */
const DELETING = /^(?:file\.(?:delete|move|mirror|trash)|vcs\.discard)/u;

export function predict(command: string, context: Context): Predicted {
  const { effects, invocations } = explain({ kind: 'command', command }, context);
  const changing = effects.filter((effect) => has(effect, 'FILE_MODIFICATION'));
  const deleting = changing.filter(({ effect }) => DELETING.test(effect));
  const code = effects.some((effect) => has(effect, 'CODE_EXECUTION'));
  const covers = (among: readonly ExplainedEffect[]) => {
    const tests = among.map((effect) => placesOf(effect, context.workingDirectory));
    return (path: string) => code || tests.some((test) => test(path));
  };
  return {
    mayChange: covers(changing),
    mayDelete: covers(deleting),
    changes: changing.length > 0,
    deletes: deleting.length > 0,
    network: effects.some((effect) => has(effect, 'NETWORK_ACCESS')),
    code,
    programs: new Set(invocations.flatMap(({ name, within }) => [name, ...within].map(toolOf))),
    needed: new Set(invocations.filter(isProgram).map(({ name }) => toolOf(name))),
  };
}

/** Neither a module of Python nor the variable of a loop. */
function isProgram({ known, risk, within }: ExplainedInvocation): boolean {
  return (known || risk !== 'SAFE') && within.at(-1)?.startsWith('python') !== true;
}

function toolOf(name: string): string {
  return name.split(' ', 1)[0] ?? '';
}

/** The place adds capabilities to those of the effect: a write to `/dev/tcp/…` is a connection. */
function has({ capabilities }: ExplainedEffect, capability: CapabilityName): boolean {
  return capabilities.includes(capability);
}

/**
 * Whether a path is at or below the target. A target that is no plain path (a glob, code, a variable, or none at all) is
 * held to be any path of the workspace, or any at all where it is somewhere else.
 */
function placesOf({ effect, target, scope }: ExplainedEffect, cwd: string): (path: string) => boolean {
  const inWorkspace = (path: string) => path.startsWith(`${cwd}/`);
  // What an archive unpacks is named by the archive.
  if (target === undefined || effect === 'file.unpack' || !/^[~\w./+@:,-]+$/u.test(target)) {
    return scope === 'workspace' || target === undefined ? inWorkspace : () => true;
  }
  const place = resolve(cwd, target.replace(/^~(?=\/|$)/u, '/home/dev'));
  // After a `cd` a target is relative to another folder, which the text of the target does not tell.
  const tail = `/${target.replace(/^(?:\.\.?\/)+|\/$/gu, '')}`;
  return (path) =>
    path === place ||
    path.startsWith(`${place}/`) ||
    (inWorkspace(path) && (path.endsWith(tail) || path.includes(`${tail}/`)));
}
