/** What a command comes to, once its words are read: roles become effects. */
import { callsIn } from '../../../core/src/knowledge/code/calls.ts';
import { codeEffect } from '../../../core/src/knowledge/code/code.ts';
import { EFFECT_NAMES, type EffectName, effectOf } from '../../../core/src/knowledge/vocabulary/effects.ts';
import type { Cases, Language, Role } from '../../../core/src/knowledge/vocabulary/spec.ts';
import type { ArgumentReader, Asked } from './arguments.ts';
import { caseRole } from './cases.ts';
import { copied, isHookFolder, isPut } from './copies.ts';
import { listOf } from './descriptions.ts';
import { placesOfWord } from './globs.ts';
import { isPersonalCall } from '../../../core/src/knowledge/gate-calls.ts';
import type { Assessing, Effect, Frame } from './outline.ts';
import { PLACE_NAMES, type PlaceName } from '../../../core/src/knowledge/vocabulary/places.ts';
import { changedDirectory, placeOf, placeOfWord, type Segments, segmentsOf } from './paths.ts';
import { filePath, isRemoteEnd, tellsSecrets, whereLeads } from './urls.ts';
import type { Words } from '../../../core/src/shell/printed.ts';
import { HOLE, mayBeSeveral, type Word, wordOf } from './words.ts';

const URL_EFFECTS: readonly string[] = [
  'network.fetch',
  'network.send',
  'network.connect',
  'network.login',
  'remote.run',
];
/** Roles of words that are shell code. */
const SHELL_CODE: readonly string[] = ['command', 'command-text', 'source.shell', 'source.shell-joined'];
/** Settings that hold even for a command that only prints. */
const LASTING: readonly string[] = ['code.hook', 'shell.poison', 'shell.inject'];

/** What a command that runs later, with further words, does not say yet. */
const OPEN_ENDED: readonly string[] = ['shell.interactive', 'unknown.tool', 'dynamic.command', 'dynamic.word'];

/** Adds the effects of the command whose arguments are read. */
export function finish(reader: ArgumentReader, mark: number): void {
  new Outcome(reader, mark).finish();
}

/** Where a command that is meant for another folder does no great harm. */
const HARMLESS: readonly PlaceName[] = ['workspace', 'workspace-root', 'temporary', 'home', 'elsewhere'];

/** The effect on the target that a word names, from where `directory` is; none on a standard stream. */
export function effectOn(
  name: EffectName,
  word: Word,
  directory: Segments,
  assessing: Assessing,
): Pick<Effect, 'name' | 'place'> | undefined {
  const { folders } = assessing;
  if (URL_EFFECTS.includes(name)) return effectOnUrl(name, word, directory, folders);
  if (effectOf(name).path === undefined) return { name, place: 'none' };
  // No file has an empty name; a lone `-` is a standard stream.
  if (word.text === '' || word.text === '-') return undefined;
  // What flows through a stream between commands is told by those commands.
  if (word.text === HOLE.STREAM && name !== 'file.run' && name !== 'file.upload') return undefined;
  const text = name === 'file.upload' ? word.text.replace(/^(?:@|[^/]*?=@)/, '') : withoutScheme(word.text);
  const target = { ...word, text };
  const place = word.isBrace ? 'unresolved' : riskiestPlace(name, target, directory, assessing);
  if (place === 'sink' && name !== 'file.run') return undefined;
  if (word.isBrace) return { name, place };
  return { name, place: placeFrom(name, target, directory, assessing) };
}

/** Behind a `cd`, which may fail or end with its subshell, the riskier of both starting points counts. */
function placeFrom(name: EffectName, target: Word, directory: Segments, assessing: Assessing): PlaceName {
  const place = riskiestPlace(name, target, directory, assessing);
  const start = segmentsOf(assessing.folders.workingDirectory);
  const fromStart = riskiestPlace(name, target, start, assessing);
  return isRiskier(name, fromStart, place) ? fromStart : place;
}

/** Whether what is done to the word's path is done to hooks of an agent that lie below it; of a mount, to the gate. */
function uproots(
  { name, place }: Pick<Effect, 'name' | 'place'>,
  word: Word,
  directory: Segments,
  { folders }: Assessing,
): boolean {
  const { reaches, path } = effectOf(name);
  if (reaches !== 'below') return false;
  if (path === undefined) return placeOfWord({ text: word.text, isGlob: false }, directory, folders) === 'gate';
  if (word.isBrace || place === 'temporary') return false;
  return isHookFolder({ ...word, text: withoutScheme(word.text) }, directory, folders);
}

/** Whether the program that the word names is the gate's, and what is said to it is a person's alone. */
export function callsGate(program: Word, { words }: Frame): boolean {
  const at = words.indexOf(program);
  const behind = words.slice(at + 1).map(({ text }) => text);
  return at >= 0 && behind.length > 0 && isPersonalCall(program.text, behind);
}

/** Whether a file is read through a URL, or by more `..` than there are folders. */
export function isAstray(given: EffectName, name: EffectName, { text }: Word, directory: Segments): boolean {
  if (name !== 'file.read' || directory === undefined) return name === 'file.read' && given === 'network.fetch';
  const up = /^(?:\.\.\/)*/.exec(withoutScheme(text))?.[0].length ?? 0;
  return given === 'network.fetch' || up / 3 > directory.length;
}

/** The place of a path; where the action sets its folder's variable, the riskiest that it may lie in. */
function riskiestPlace(name: EffectName, word: Word, directory: Segments, { folders, assigned }: Assessing): PlaceName {
  const first = word.text.slice(0, 1);
  const paths = assigned.filter(({ hole }) => hole === first).map(({ value }) => value + word.text.slice(1));
  // What the variable holds is expanded where it stands.
  const words = [word, ...paths.map((text) => ({ ...word, text, isGlob: true }))];
  const places = words.map((written) => placeWritten(name, written, directory, folders));
  return places.reduce((place, other) => (isRiskier(name, other, place) ? other : place));
}

/** The place of a path as it is written; of one with a glob, the riskiest that it may lie in. */
function placeWritten(name: EffectName, word: Word, directory: Segments, folders: Assessing['folders']): PlaceName {
  const place = placeOfWord(word, directory, folders);
  if (!word.isGlob) return place;
  const others = placesOfWord(word, directory, folders, effectOf(name).path === 'change');
  return PLACE_NAMES.filter((other) => others.includes(other)).reduce(
    (riskiest, other) => (isRiskier(name, other, riskiest) ? other : riskiest),
    place,
  );
}

/** Whether the effect is riskier at the one place than at the other; the gate beats all. */
function isRiskier(name: EffectName, one: PlaceName, other: PlaceName): boolean {
  if (one === 'gate' || other === 'gate') return other !== 'gate';
  return riskAt(name, one) > riskAt(name, other);
}

/** The path of `file:PATH?query`, which some tools take for a path. */
function withoutScheme(text: string): string {
  return text.startsWith('file:') ? text.replace(/^file:(?:\/\/)?/, '').replace(/\?.*$/s, '') : text;
}

function riskAt(name: EffectName, place: Effect['place']): number {
  const { at, risk } = effectOf(name);
  return at?.[place] ?? risk;
}

function effectOnUrl(
  name: EffectName,
  { text }: Word,
  directory: Segments,
  folders: Assessing['folders'],
): Pick<Effect, 'name' | 'place'> {
  const leads = whereLeads(text);
  if (leads === 'metadata') return { name: 'network.metadata', place: 'none' };
  if (leads === 'file' && name === 'network.fetch') {
    return { name: 'file.read', place: placeOfWord({ text: filePath(text), isGlob: false }, directory, folders) };
  }
  return { name: leads === 'local' && name !== 'network.fetch' ? 'network.local' : name, place: 'none' };
}

class Outcome {
  readonly #reader: ArgumentReader;
  readonly #assessing: Assessing;
  readonly #frame: Frame;
  /** How many effects there were before this command. */
  readonly #mark: number;
  #fetchesLocally = false;
  #fetchesRemotely = false;
  #copiesAway = false;
  #opens = false;
  /** Its ends may lie on other machines. */
  #transfers = false;
  /** The effect by which it puts files where it is. */
  #putsHere: EffectName | undefined;

  constructor(reader: ArgumentReader, mark: number) {
    this.#reader = reader;
    this.#assessing = reader.assessing;
    this.#frame = reader.frame;
    this.#mark = mark;
  }

  finish(): void {
    this.#gather();
    if (!this.#reader.isOnly) return;
    const { effects } = this.#assessing;
    const lasting = effects
      .slice(this.#mark)
      .filter(({ name, frame }) => frame === this.#frame && LASTING.includes(name));
    this.#assessing.effects = effects.slice(0, this.#mark);
    this.#add('inspect', 'none', this.#commandWord());
    this.#assessing.effects.push(...lasting);
  }

  #gather(): void {
    const { spec } = this.#reader.command;
    const { operands, asked, isFed, directory } = this.#reader;
    const word = this.#commandWord();
    if (spec.decodes === true) this.#add('inspect.decoded', 'none', word);
    const own = [...listOf(spec.does), ...(operands.length === 0 ? listOf(spec.bare) : [])];
    // `cd` goes home, `pushd` back to where it was.
    if (operands.length === 0 && this.#reader.roles?.head[0] === 'directory') this.#assessing.directory = undefined;
    this.#operands();
    for (const item of [...asked, ...own.map((role) => ({ word, role, isOwn: true, directory }))]) this.#asked(item);
    this.#copies();
    const readsInput = operands.length === 0 || operands[0]?.word?.text === '-' || spec.session === true;
    if (spec.stdin !== undefined && (!isFed || this.#isRemoteShell(spec.stdin)) && readsInput) this.#input(spec.stdin);
    if (this.#opens) this.#turnAll('file.permit', 'file.open');
    if (this.#copiesAway) this.#turnAll('file.read', 'file.upload');
    if (this.#fetchesLocally && !this.#fetchesRemotely) {
      for (const sent of ['network.send', 'remote.change', 'remote.delete'] as const)
        this.#turnAll(sent, 'network.local');
      this.#turnAll('file.upload', 'file.read');
    }
  }

  #copies(): void {
    const word = this.#commandWord();
    const directory = this.#reader.hasMoved ? this.#reader.directory : this.#assessing.directory;
    const own = this.#assessing.effects.slice(this.#mark).filter(({ frame }) => frame === this.#frame);
    const here = this.#putsHere === undefined ? undefined : { name: this.#putsHere, word };
    const command = { effects: own, here, directory, transfers: this.#transfers };
    const puts = copied(command, this.#assessing, (name, path) => placeFrom(name, path, directory, this.#assessing));
    for (const put of puts) this.#add(put.name, put.place, put.word);
  }

  #commandWord(): Word {
    const [word] = this.#frame.words;
    if (word === undefined) throw new TypeError('expected a frame with words, met one without');
    return word;
  }

  #add(name: EffectName, place: Effect['place'], word: Word): void {
    this.#reader.effect(name, word, place);
  }

  #asked({ word, role, isOwn, directory: then }: Asked): void {
    // Code in a word before this one may have gone elsewhere, unless an option says where all happens.
    const directory = this.#reader.hasMoved ? then : this.#assessing.directory;
    // A directory that an option names was entered when it was read.
    if (!isOwn && (role !== 'directory' || this.#turned(role) !== role)) return this.#role(role, word, directory);
    if (!isOwn) return;
    const turned = this.#turned(typeof role === 'string' ? role : 'text');
    if (!isEffect(turned) || (turned === 'dynamic.option' && this.#isNeeded(word))) return;
    if (isPut(turned)) this.#putsHere = turned;
    if (effectOf(turned).path === undefined) return this.#add(turned, 'none', word);
    this.#add(turned, this.#workingPlace(directory), word);
  }

  /** Where a path effect without a path happens. */
  #workingPlace(directory: Segments): Effect['place'] {
    const place = placeOfWord({ text: '.', isGlob: false }, directory, this.#assessing.folders);
    return place === 'workspace-root' ? 'workspace' : place;
  }

  #operands(): void {
    const { roles, operands } = this.#reader;
    if (roles === undefined) return;
    for (const [index, { word, directory: then }] of operands.entries()) {
      if (word === undefined) continue;
      const directory = this.#reader.hasMoved ? then : this.#assessing.directory;
      this.#role(this.#roleAt(index), word, directory);
    }
  }

  #roleAt(index: number): Role | Cases {
    const { roles, operands } = this.#reader;
    if (roles === undefined) return 'text';
    const { head, many, tail } = roles;
    const fromEnd = operands.length - index;
    const isTail = index >= head.length && fromEnd <= tail.length;
    return (index < head.length ? head[index] : isTail ? tail[tail.length - fromEnd] : many) ?? 'text';
  }

  /** Whether a word that may be an option has to be an operand: there are no more of them than slots. */
  #isNeeded(word: Word): boolean {
    const { roles, operands } = this.#reader;
    const index = operands.findIndex((operand) => operand.word === word);
    if (roles === undefined || index < 0) return false;
    const slots = roles.head.length + roles.tail.length + (roles.many === undefined ? 0 : 1);
    const role = this.#roleAt(index);
    return operands.length <= slots && typeof role === 'string' && namesTarget(role);
  }

  /** What a role has become: the first option that turns it decides. */
  #turned(role: Role): Role {
    return this.#reader.turns.find(([from]) => from === role)?.[1] ?? role;
  }

  #role(given: Role | Cases, word: Word, directory: Segments): void {
    const role = this.#turned(typeof given === 'string' ? given : caseRole(given, word.text));
    this.#opens ||= role === 'file.permit-everyone';
    if (isEffect(role)) this.#effectOn(role, word, directory, true);
    if (role === 'shell.shadow' || role === 'shell.state') this.#named(word);
    if (isEffect(role)) return;
    if (role.startsWith('transfer.')) return this.#transfer(role, word, directory);
    if (role === 'source.shell') return this.#shell(word, directory);
    if (SHELL_CODE.includes(role)) return this.#shellCode(word, directory);
    if (role === 'only') this.#reader.isOnly = true;
    else if (role === 'directory') this.#changeDirectory(word, directory);
    else if (role === 'assignment') {
      if (!this.#reader.assign(word) && /\[.*(?:\$\(|`)/s.test(word.text)) this.#add('code.unresolved', 'none', word);
    } else if (role.startsWith('source.')) this.#code(role.slice('source.'.length) as Language, word, directory);
  }

  /** `alias NAME=CODE`: what runs later with words of its own, and is not known yet, says nothing. */
  #named(word: Word): void {
    const code = /^[^=]*=(.+)$/s.exec(word.text)?.[1];
    if (this.#reader.command.spec.defers !== true || code === undefined) return;
    const before = this.#assessing.effects.length;
    this.#assessing.assessText(code, this.#frame);
    const { effects } = this.#assessing;
    const known = effects.slice(before).filter(({ name }) => !OPEN_ENDED.includes(name));
    this.#assessing.effects = [...effects.slice(0, before), ...known];
  }

  /** From where change is grave, a `cd` that need not happen leads nowhere, and so do all that follow. */
  #changeDirectory(word: Word, directory: Segments): void {
    const assessing = this.#assessing;
    const mayBe = word.isGlob ? placesOfWord(word, directory, assessing.folders, true) : [];
    if (mayBe.some((place) => !HARMLESS.includes(place))) {
      assessing.directory = undefined;
      return;
    }
    const isGrave = directory !== undefined && !HARMLESS.includes(placeOf(directory, assessing.folders));
    const isSure = assessing.isChain && !assessing.isWrapped;
    if (isGrave && !isSure) assessing.isLost = true;
    const isAnywhere = assessing.isLost && !isSure;
    assessing.directory = isAnywhere ? undefined : changedDirectory(word, directory, assessing);
  }

  /** A copy from or to a path, or a place on another machine. */
  #transfer(role: string, word: Word, directory: Segments): void {
    const isTarget = role !== 'transfer.from';
    const isRemote = isRemoteEnd(word.text);
    this.#transfers = true;
    if (isTarget && whereLeads(word.text) !== 'local') this.#copiesAway ||= isRemote;
    const there = isTarget ? 'network.send' : 'network.fetch';
    const here = role === 'transfer.mirror' ? 'file.mirror' : isTarget ? 'file.write' : 'file.read';
    this.#effectOn(isRemote ? there : here, word, directory, false);
  }

  /** Of a command that defers its code, a program that it starts runs behind the reader's back. */
  #shell(word: Word, directory: Segments): void {
    const before = this.#assessing.effects.length;
    this.#shellCode(word, directory, this.#positional(word));
    const starts = this.#assessing.effects.slice(before).some(({ name }) => name === 'file.run');
    if (this.#reader.command.spec.defers === true && starts) this.#add('shell.trap', 'none', word);
  }

  /** Code runs where the options send it, and what it does to the directory stays there. */
  #shellCode(word: Word, directory: Segments, positional: Words = []): void {
    if (!this.#reader.hasMoved) return this.#reader.shellCode(word, true, positional);
    const outside = this.#assessing.directory;
    this.#assessing.directory = directory;
    this.#reader.shellCode(word, true, positional);
    this.#assessing.directory = outside;
  }

  /** What `$0`, `$1` and so on hold in code that is the first operand. */
  #positional(word: Word): Words {
    const [first, ...others] = this.#reader.operands;
    if (this.#reader.command.spec.defers === true || first?.word !== word) return [];
    const open = others.findIndex((operand) => operand.word === undefined || mayBeSeveral(operand.word));
    return (open < 0 ? others : others.slice(0, open)).flatMap((operand) => operand.word ?? []);
  }

  #effectOn(name: EffectName, word: Word, directory: Segments, isTarget: boolean): void {
    const effect = effectOn(name, word, directory, this.#assessing);
    if (effect === undefined) return;
    const meets = name === 'network.fetch' ? effect.name === name : effect.name !== 'network.metadata';
    if (isTarget && (name === 'network.fetch' || name === 'network.send') && meets) {
      if (whereLeads(word.text) === 'local') this.#fetchesLocally = true;
      else this.#fetchesRemotely = true;
    }
    if (effect.name === 'network.fetch' && tellsSecrets(word.text)) this.#add('remote.secret', 'none', word);
    this.#add(effect.name, effect.place, word);
    if (effect.name === 'file.run' && callsGate(word, this.#frame)) this.#add('gate.tamper', 'none', word);
    if (uproots(effect, word, directory, this.#assessing)) this.#add('gate.uproot', 'none', word);
    if (isAstray(name, effect.name, word, directory)) this.#add('file.read-astray', effect.place, word);
  }

  #code(language: Language, word: Word, directory: Segments): void {
    const units = Uint16Array.from(word.text, (_, index) => word.text.charCodeAt(index));
    const effect = EFFECT_NAMES[codeEffect(language, units, 0, units.length)];
    // Code writes near by only.
    if (effect !== undefined) this.#add(effect, effect === 'file.write' ? this.#workingPlace(directory) : 'none', word);
    if (effect !== 'code.inline' && effect !== 'code.unresolved') return;
    for (const { role, text } of callsIn(language, units, 0, units.length)) {
      if (role === 'source.shell') this.#shellCode(wordOf(text), directory);
      else this.#effectOn(role, wordOf(text), directory, false);
    }
  }

  /** What comes in through standard input: the last redirection of it, the stage before, or a person. */
  #input(role: Role): void {
    const { invocation } = this.#frame;
    const directory = this.#assessing.directory;
    const redirect = invocation?.redirections.findLast(
      ({ kind, descriptor }) => (kind === 'text' || kind === 'read') && (descriptor ?? 0) === 0,
    );
    const isRemote = this.#isRemoteShell(role);
    if (redirect?.kind === 'text' && this.#reader.isFed) return;
    // A here-document without a text is one whose text is not known.
    if (redirect?.kind === 'text' && redirect.target.text === '')
      return this.#add('code.stdin', 'none', this.#commandWord());
    if (redirect?.kind === 'text') return this.#role(role, redirect.target, directory);
    const read = isRemote ? 'file.upload' : 'file.run';
    if (redirect !== undefined) return this.#effectOn(read, redirect.target, directory, false);
    const isPiped = (invocation?.stages.at(-1)?.index ?? 0) > 0;
    if (isPiped) this.#add(isRemote ? 'network.send' : 'code.stdin', 'none', this.#commandWord());
    else this.#prompt(role, isRemote);
  }

  /** Nothing to run is given: no operand, or only the host of a shell over there, or a database. */
  #prompt(role: Role, isRemote: boolean): void {
    const { operands } = this.#reader;
    if (operands.length === (isRemote ? 1 : 0) && this.#turned('shell.interactive') === 'shell.interactive')
      this.#add('shell.interactive', 'none', this.#commandWord());
    else if (role === 'source.sql' && operands.length === 1) this.#add('database.session', 'none', this.#commandWord());
  }

  #isRemoteShell(role: Role): boolean {
    return role === 'source.shell' && this.#reader.command.spec.session === true;
  }

  #turnAll(from: EffectName, to: EffectName): void {
    const { effects } = this.#assessing;
    this.#assessing.effects = effects.map((effect, index) =>
      index >= this.#mark && effect.frame === this.#frame && effect.name === from ? { ...effect, name: to } : effect,
    );
  }
}

function isEffect(role: Role): role is EffectName {
  return (EFFECT_NAMES as readonly string[]).includes(role);
}

/** Whether words of that role are paths or URLs. */
function namesTarget(role: Role): boolean {
  if (isEffect(role)) return URL_EFFECTS.includes(role) || effectOf(role).path !== undefined;
  return role.startsWith('transfer.');
}
