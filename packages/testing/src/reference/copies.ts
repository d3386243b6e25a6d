/** What is put into a folder lies there under its own name, and may so be an agent's hooks or the gate's. */
import type { EffectName } from '../../../core/src/knowledge/vocabulary/effects.ts';
import { HOOK_FOLDERS } from '../../../core/src/knowledge/vocabulary/path-rules.ts';
import type { PlaceName } from '../../../core/src/knowledge/vocabulary/places.ts';
import { spellsOneOf } from './globs.ts';
import type { Assessing, Effect } from './outline.ts';
import { compared, type Folders, placeOfWord, resolvedPath, type Segments, withoutEverything } from './paths.ts';
import { holdsHole, type Word, wordOf } from './words.ts';

type Put = Pick<Effect, 'name' | 'place' | 'word'>;
/** Where a path lies for an effect, also from where the action began. */
type PlaceFrom = (name: EffectName, word: Word) => PlaceName;

/** What arrives from a source: nothing, a name, any name, or all that lies there. */
type Arrival = { readonly is: 'nothing' | 'unknown' | 'tree' } | { readonly is: 'named'; readonly name: string };

const SOURCES: readonly string[] = ['file.read', 'file.move', 'network.fetch'];
const TARGETS: readonly string[] = ['file.create', 'file.write', 'file.unpack'];
const MAX_PAIRS = 4096;
const MAX_JOINED_UNITS = 4096;

/** Whether the effect puts files at, or into, its target. */
export function isPut(name: EffectName): boolean {
  return TARGETS.includes(name);
}

export interface CopyingCommand {
  /** All that the command's words do. */
  readonly effects: readonly Effect[];
  /** The effect by which it puts files where it is, and its command word. */
  readonly here: { readonly name: EffectName; readonly word: Word } | undefined;
  readonly directory: Segments;
  /** A slash behind a source means all that is in it. */
  readonly transfers: boolean;
}

/** What the command does to the gate's own by what it puts into folders. */
export function copied(command: CopyingCommand, { folders }: Assessing, placeFrom: PlaceFrom): Put[] {
  const sources = command.effects.filter(({ name }) => SOURCES.includes(name));
  const targets = command.effects.filter(({ name }) => isPut(name));
  const isCrowd = sources.length * targets.length > MAX_PAIRS;
  const seen = targets.filter(({ word }) => word.text !== '' && !word.isBrace);
  const puts = seen.map(({ name, word }) => new Target(name, word, word, command.directory, folders, placeFrom));
  const { here } = command;
  if (here !== undefined && targets.length > 0)
    puts.push(new Target(here.name, here.word, wordOf('.'), command.directory, folders, placeFrom));
  return puts.flatMap((target) =>
    isCrowd || target.name === 'file.unpack'
      ? target.all(false)
      : sources.flatMap((source) => target.from(source, command.transfers, sources.length === 1)),
  );
}

class Target {
  readonly name: EffectName;
  readonly #word: Word;
  readonly #path: Word;
  readonly #directory: Segments;
  readonly #folders: Folders;
  readonly #placeFrom: PlaceFrom;

  constructor(name: EffectName, word: Word, path: Word, directory: Segments, folders: Folders, placeFrom: PlaceFrom) {
    this.name = name;
    this.#word = word;
    this.#path = path;
    this.#directory = directory;
    this.#folders = folders;
    this.#placeFrom = placeFrom;
  }

  from(source: Effect, transfers: boolean, isOnly: boolean): Put[] {
    const arrival = arrivalOf(source, transfers, this.#isHookFolder(this.#path));
    if (arrival.is === 'nothing') return [];
    if (arrival.is !== 'named') return this.all(arrival.is === 'tree');
    // The only source of a target that may not be there yet becomes the folder.
    const isBare = !/[/.\ufdd0-\ufdef]$/.test(this.#path.text);
    return isOnly && isBare && this.#isHookFolder(this.#path) ? this.all(false) : this.#named(arrival.name);
  }

  /** Any file in it may be written over. */
  all(isTree: boolean): Put[] {
    const place = placeOfWord(this.#path, this.#directory, this.#folders);
    if (place !== 'temporary' && this.#isHookFolder(this.#path)) return this.#put(this.name, 'agent-hooks');
    return isTree && place === 'home-root' ? this.#put('file.unpack', place) : [];
  }

  #named(name: string): Put[] {
    const path = { ...this.#path, text: `${this.#path.text}/${name}` };
    if (path.text.length > MAX_JOINED_UNITS) return [];
    const place = this.#placeFrom(this.name, path);
    if (place === 'gate' || place === 'agent-hooks') return this.#put(this.name, place);
    const around = placeOfWord(this.#path, this.#directory, this.#folders);
    const isRoot = around === 'home-root' || around === 'workspace-root';
    return isRoot && this.#isHookFolder(path) ? this.#put(this.name, 'agent-hooks') : [];
  }

  #put(name: EffectName, place: PlaceName): Put[] {
    return [{ name, place, word: this.#word }];
  }

  #isHookFolder(word: Word): boolean {
    return isHookFolder(word, this.#directory, this.#folders);
  }
}

/** Whether the word's path is a folder that holds agents' hooks. */
export function isHookFolder({ text, isGlob }: Word, directory: Segments, folders: Folders): boolean {
  const segments = resolvedPath(text, directory, folders);
  if (segments === undefined) return false;
  const last = compared(isGlob ? withoutEverything(segments) : segments, folders).at(-1) ?? '';
  return isGlob ? spellsOneOf(last, HOOK_FOLDERS) : HOOK_FOLDERS.includes(last);
}

function arrivalOf({ name: effect, word }: Effect, transfers: boolean, isIntoHooks: boolean): Arrival {
  if (word.isBrace) return { is: 'unknown' };
  const isRemote = effect === 'network.fetch';
  const text = isRemote ? word.text.replace(/[?#].*$/s, '') : word.text;
  const isOpen = text.endsWith('/');
  const name = text.replace(/\/+$/, '').replace(isRemote ? /^.*[/:]/s : /^.*\//s, '');
  if (isOpen && (transfers || (!isRemote && isIntoHooks))) return { is: 'tree' };
  if (isRemote && (isOpen || name === '')) return { is: 'nothing' };
  if (/^\.{0,2}$/.test(name)) return { is: 'tree' };
  return holdsHole(name) || (word.isGlob && /[*?[]/.test(name)) ? { is: 'unknown' } : { is: 'named', name };
}
