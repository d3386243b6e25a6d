/** Code that an action writes to a file and then runs. */
import { MANIFESTS } from '../../../core/src/knowledge/written-code.ts';
import type { Effect } from './outline.ts';

const WRITES: readonly string[] = ['file.write', 'file.create', 'file.append'];
const RUNS_PROJECT: readonly string[] = ['code.project', 'build', 'package.install'];
const FETCHES: readonly string[] = ['network.fetch', 'network.connect', 'network.listen-raw'];
const MAX_LOOKED_BACK = 128;

/** What follows for each effect that runs a file which an earlier command wrote. */
export function writtenCode(effects: readonly Effect[]): Effect[] {
  return effects.flatMap((effect, index): Effect[] => {
    const isProject = RUNS_PROJECT.includes(effect.name);
    if (effect.name !== 'file.run' && !isProject) return [];
    const writers = effects.slice(Math.max(0, index - MAX_LOOKED_BACK), index).filter((other) => {
      const { invocation } = other.frame;
      if (invocation === undefined || invocation === effect.frame.invocation) return false;
      if (other.name === 'network.fetch') return !isProject && isSameName(other.target, effect.target);
      if (!WRITES.includes(other.name)) return false;
      return isProject ? MANIFESTS.has(nameOf(other.target)) : isSamePath(other.target, effect.target);
    });
    if (writers.some((writer) => isFetching(writer, effects)))
      return [{ ...effect, name: 'code.fetched', place: 'none' }];
    if (writers.some(isRedirected)) return [{ ...effect, name: 'code.inline', place: 'none' }];
    return [];
  });
}

function isFetching({ frame }: Effect, effects: readonly Effect[]): boolean {
  return effects.some((other) => other.frame.invocation === frame.invocation && FETCHES.includes(other.name));
}

/** Whether the target is that of a redirection. */
function isRedirected({ frame, target }: Effect): boolean {
  return frame.invocation?.redirections.some((redirection) => redirection.target.text === target) ?? false;
}

function isSamePath(one: string, other: string): boolean {
  return one !== '' && one.replace(/^(?:\.\/)+/, '') === other.replace(/^(?:\.\/)+/, '');
}

function isSameName(one: string, other: string): boolean {
  return nameOf(one) !== '' && nameOf(one) === nameOf(other);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
