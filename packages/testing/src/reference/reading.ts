/**
 * The slow reader: a command line as plain objects, straight from unbash's tree. What the objects mean
 * is told by `shell/reading.ts` of `core`; nothing is shared with its readers but the list of mistakes
 * that bash refuses and unbash lets pass.
 */
import {
  type Assignment,
  type Command,
  type CompoundCommand,
  type CompoundList,
  type ParsedScript,
  parse,
  type PipelineNode,
  type Redirection,
  type Statement,
  type SyntaxNode,
  type TestExpression,
  type Word as WordNode,
} from 'unbash';
import {
  isReserved,
  mayEndEmpty,
  mayStartWord,
  namesFunction,
  parenthesisBehind,
  strayOperator,
  tooDeep,
  tooManyHereDocuments,
} from '../../../core/src/shell/checks.ts';
import { MAX_STAGES, MAX_TURNS, type Value, type Words } from '../../../core/src/shell/printed.ts';
import { Source } from '../../../core/src/shell/source.ts';
import { type Known, lineRead, setBy, Values } from './values.ts';
import { type Budget, Cooker, HOLE, mayBeSeveral, type Substitution, type Word, wordOf } from './words.ts';

export const MAX_NESTING = 64;
/** Words of a `for` that are looked at. */
const MAX_LISTED = 256;
const MAX_INPUT_UNITS = 1 << 20;

/** `text`: a here-document or a here-string, whose target is the text itself. */
export type RedirectionKind = 'read' | 'write' | 'read-write' | 'append' | 'duplicate' | 'text';

interface Redirect {
  readonly kind: RedirectionKind;
  /** The descriptor before the operator, where a number is written. */
  readonly descriptor: number | undefined;
  readonly target: Word;
}

interface AssignedVariable {
  readonly name: Word;
  /** One value, or the elements of an array. */
  readonly values: readonly Word[];
}

/** A stage of a pipeline of two or more stages. */
interface Stage {
  /** The same object in all stages of one pipeline. */
  readonly pipeline: object;
  readonly index: number;
}

/** Where a text's commands hang. */
export interface Surroundings {
  /** The invocation whose words hold the substitution or the code. */
  readonly parent: Invocation | undefined;
  /** The stages around, the innermost last. */
  readonly stages: readonly Stage[];
  /** Constructs, wrappers and arguments around the text. */
  readonly depth: number;
  readonly budget: Budget;
}

export interface Invocation extends Surroundings {
  kind: 'command' | 'bare' | 'function' | 'words';
  readonly words: Word[];
  readonly assignments: AssignedVariable[];
  readonly redirections: Redirect[];
  /** Of a function: the invocations in its body. */
  readonly body: Invocation[];
}

export interface CommandLine {
  /** In the order of the text; those in substitutions behind the invocation that holds them. */
  readonly invocations: Invocation[];
  readonly failure: 'none' | 'syntax' | 'excess';
}

type Node<Type extends SyntaxNode['type']> = Extract<SyntaxNode, { type: Type }>;
type AnyCommand = PipelineNode | Node<'AndOr'> | CompoundList;

/** Reads a text, whatever it is. */
export function readCommandLine(text: string, surroundings: Surroundings, positional: Words = []): CommandLine {
  const walker = new Walker(text, surroundings, positional);
  if (text.length > MAX_INPUT_UNITS || surroundings.depth > MAX_NESTING) walker.fail('excess');
  else {
    if (text.includes('\0')) walker.fail('syntax');
    if (tooManyHereDocuments(Source.of(text)) >= 0 || tooDeep(text) >= 0) walker.fail('excess');
    else walker.readAll();
  }
  return walker;
}

class Walker implements CommandLine {
  readonly invocations: Invocation[] = [];
  failure: CommandLine['failure'] = 'none';
  #text: string;
  #surroundings: Surroundings;
  #bodies = new Map<number, number>();
  readonly #values = new Values();

  constructor(text: string, surroundings: Surroundings, positional: Words) {
    this.#text = text;
    this.#surroundings = surroundings;
    this.#values.bind(positional);
  }

  fail(failure: 'syntax' | 'excess'): void {
    if (this.failure === 'none') this.failure = failure;
  }

  readAll(): void {
    try {
      this.#script(parse(this.#text));
    } catch {
      // unbash overflows the stack on some hostile input.
      this.fail('syntax');
    }
  }

  #script(script: ParsedScript): void {
    if (script.errors?.[0] !== undefined) this.fail('syntax');
    this.#statements(script.commands);
  }

  #statements(statements: readonly Statement[]): void {
    for (const statement of statements) {
      this.#apartIf(statement.background === true, () => this.#command(statement.command));
      if (strayOperator(this.#text, statement.end, statement.background === true, this.#bodies) >= 0)
        this.fail('syntax');
    }
  }

  /** Walks with other surroundings. */
  #within(change: Partial<Surroundings>, walk: () => void): void {
    const outer = this.#surroundings;
    this.#surroundings = { ...outer, ...change };
    walk();
    this.#surroundings = outer;
  }

  /** Walks what runs in another shell, or perhaps not at all. */
  #apart(walk: () => void): void {
    const { known } = this.#values;
    walk();
    this.#values.known = known;
  }

  #apartIf(isApart: boolean, walk: () => void): void {
    if (isApart) this.#apart(walk);
    else walk();
  }

  #branch(node: AnyCommand): void {
    this.#apart(() => this.#inside(node));
  }

  #inside(node: AnyCommand): void {
    const depth = this.#surroundings.depth + 1;
    if (depth > MAX_NESTING) this.fail('excess');
    else this.#within({ depth }, () => this.#command(node));
  }

  #command(node: AnyCommand): void {
    switch (node.type) {
      case 'Command':
        return this.#simple(node);
      case 'AndOr':
        return this.#chain(node);
      case 'Pipeline':
        return this.#pipeline(node);
      case 'CompoundList':
        return this.#statements(node.commands);
      case 'Redirected':
        this.#compound(node.command);
        this.#values.forgetSetBy([node.command]);
        return this.#bareRedirections(node.redirects);
      case 'Function':
        return this.#function(node);
      case 'Coproc':
        return this.#coprocess(node);
      case 'Subshell':
      case 'BraceGroup':
      case 'If':
      case 'While':
      case 'For':
      case 'Select':
      case 'ArithmeticFor':
      case 'ArithmeticCommand':
      case 'TestCommand':
      case 'Case':
        return this.#compound(node);
    }
  }

  #compound(node: CompoundCommand): void {
    switch (node.type) {
      case 'Subshell':
        return this.#branch(node.body);
      case 'BraceGroup':
        return this.#inside(node.body);
      case 'While':
        return this.#while(node, undefined);
      case 'For':
        return this.#for(node);
      case 'If':
      case 'Select':
      case 'ArithmeticFor':
      case 'ArithmeticCommand':
      case 'TestCommand':
      case 'Case':
        this.#values.forgetSetBy([node]);
        return this.#unfollowed(node);
    }
  }

  /** Compound commands before which everything that they may set is forgotten. */
  #unfollowed(node: Exclude<CompoundCommand, Node<'Subshell' | 'BraceGroup' | 'While' | 'For'>>): void {
    switch (node.type) {
      case 'If':
        for (const list of [node, ...node.elif].flatMap(({ clause, then }) => [clause, then])) this.#branch(list);
        if (node.else !== undefined) this.#branch(node.else);
        return;
      case 'Select':
        this.#wordsOnly([node.name, ...(node.wordlist ?? [])], true);
        return this.#branch(node.body);
      case 'ArithmeticFor':
        this.#number([node.initialize, node.test, node.update]);
        return this.#branch(node.body);
      case 'ArithmeticCommand':
        return this.#number([node.expression]);
      case 'TestCommand':
        return void this.#wordsOnly(testedWords(node.expression), false);
      case 'Case':
        this.#wordsOnly([node.word], false);
        for (const item of node.items) {
          this.#wordsOnly(item.pattern, false);
          this.#branch(item.body);
        }
    }
  }

  /** What stands behind `||` may not have happened, nor what stands behind it. */
  #chain({ commands, operators }: Node<'AndOr'>): void {
    for (const [index, command] of commands.entries()) {
      const isAlternative = operators[index - 1] === '||';
      if (isAlternative) this.#values.forgetSetBy(commands.slice(1, index));
      this.#command(command);
      if (isAlternative) this.#values.forgetSetBy([command]);
    }
    this.#values.forgetSetBy(commands.slice(1));
  }

  #for(node: Node<'For'>): void {
    const { name, wordlist = [], body } = node;
    const [only] = wordlist;
    const listed = only !== undefined && wordlist.length === 1 ? this.#cooker().listedIn(only) : undefined;
    const [, ...words] = this.#wordsOnly([name, ...wordlist], true);
    const values = words.map((word) => this.#listValues(word));
    const areKnown = words.length <= MAX_LISTED && values.every((value) => value !== undefined);
    this.#values.forgetSetBy([node]);
    this.#turns(body, name.text, listed ?? (areKnown ? values.flatMap((value) => value ?? []) : undefined));
  }

  /** The values that one word of a list stands for. */
  #listValues(word: Word): Words | undefined {
    const value = this.#valueOf(word);
    if (!mayBeSeveral(word)) return value && [value];
    const [, from, to] = /^\{(\d+)\.\.(\d+)(?:\.\.\d+)?\}$/.exec(word.text) ?? [];
    if (!word.isBrace || from === undefined || to === undefined) return undefined;
    return [from, HOLE.NUMBER, to].map((text) => ({ text, isGlob: false }));
  }

  /** A loop's body, for each of the values that its variable takes. */
  #turns(body: CompoundList, name: string, values: Words | undefined): void {
    const { budget } = this.#surroundings;
    const turns = [...new Map(values?.map((value) => [`${value.text} ${value.isGlob}`, value])).values()];
    const added = (turns.length - 1) * (body.end - body.pos);
    const isFollowed =
      turns.length > 0 && turns.length <= MAX_TURNS && added <= budget.units && this.#values.known !== undefined;
    if (isFollowed) budget.units -= added;
    const { uses } = this.#values;
    for (const [index, value] of (isFollowed ? turns : [undefined]).entries()) {
      if (index > 0 && this.#values.uses === uses) return;
      this.#apart(() => {
        this.#values.set(name, value);
        this.#inside(body);
      });
    }
  }

  #while(node: Node<'While'>, piped: Words | undefined): void {
    this.#values.forgetSetBy([node]);
    this.#branch(node.clause);
    const name = lineRead(node.clause);
    if (name === undefined || piped === undefined) this.#branch(node.body);
    else this.#turns(node.body, name, piped);
  }

  /** A word as a value: not the working directory where that may change. */
  #valueOf({ text, isGlob }: Word): Value | undefined {
    const isElsewhere = text.includes(HOLE.WORKING_DIRECTORY) && /\b(?:cd|pushd|popd)\b/.test(this.#text);
    return isElsewhere ? undefined : { text, isGlob };
  }

  #pipeline(node: Node<'Pipeline'>): void {
    const { commands } = node;
    if (commands.length === 0 && !mayEndEmpty(this.#text, node.end)) this.fail('syntax');
    if (commands.length < 2) {
      for (const command of commands) this.#command(command);
      return;
    }
    const pipeline = {};
    const { stages } = this.#surroundings;
    for (const [index, command] of commands.entries()) {
      this.#within({ stages: [...stages, { pipeline, index }] }, () =>
        this.#apart(() => {
          if (command.type === 'While' && index <= MAX_STAGES)
            this.#while(command, this.#cooker().listedBy(commands.slice(0, index)));
          else this.#command(command);
        }),
      );
    }
    this.#values.forgetSetBy(commands);
  }

  #function(node: Node<'Function'>): void {
    this.#values.forgetSetBy([node]);
    if (!namesFunction(node.name.text)) this.fail('syntax');
    const cooker = this.#cooker();
    const invocation = this.#add('function', [cooker.word(node.name, { expands: false })]);
    this.#substitutions(cooker, invocation);
    const { body } = node;
    const bodyStart = this.invocations.length;
    this.#inside(unwrapped(body.type === 'Redirected' ? body.command : body));
    invocation.body.push(...this.invocations.slice(bodyStart));
    if (body.type === 'Redirected') this.#bareRedirections(body.redirects);
  }

  #coprocess(node: Node<'Coproc'>): void {
    this.#values.forgetSetBy([node]);
    const second = node.body.type === 'Command' ? node.body.suffix[0] : undefined;
    if (second?.type === 'Word' && isReserved(second.text)) this.fail('syntax');
    this.#inside(unwrapped(node.body));
  }

  #simple(node: Command): void {
    if (node.name === undefined && node.prefix.length === 0 && node.suffix.length === 0) return;
    const cooker = this.#cooker();
    const invocation = this.#add(node.name === undefined ? 'bare' : 'command', []);
    const set = setBy([node]);
    const behind = this.#expand(cooker, invocation, node);
    this.#values.forget(set);
    const parts = [...(node.name === undefined ? [] : [node.name]), ...node.prefix, ...node.suffix];
    if (parts.some(({ end }) => parenthesisBehind(this.#text, end) >= 0)) this.fail('syntax');
    this.#substitutions(cooker, invocation);
    if (node.name === undefined && node.redirects.length === 0) this.#values.known = set && behind;
    if (node.name?.text === 'export') this.#export(node);
  }

  /** Cooks what a command consists of, in the order in which a shell expands it; what is known behind its assignments. */
  #expand(cooker: Cooker, invocation: Invocation, node: Command): Known | undefined {
    const values = this.#values;
    const { name, prefix, suffix } = node;
    const words = name === undefined ? suffix : [name, ...suffix];
    // Expanding words may set variables itself.
    if (setBy(name?.text === 'read' ? words : [...prefix, ...words]) === undefined) values.forget(undefined);
    const before = values.known;
    for (const item of prefix) {
      if (item.type !== 'Assignment') continue;
      const assigned = assignedVariable(cooker, item);
      invocation.assignments.push(assigned);
      values.set(item.name, this.#assignedValue(item, assigned.values));
    }
    const behind = values.known;
    if (name !== undefined) {
      values.known = before;
      invocation.words.push(...this.#arguments(cooker, name, node));
      if (invocation.words.length === 0) invocation.kind = 'bare';
    } else if (node.redirects.length > 0) values.forget(setBy([node]));
    invocation.redirections.push(...this.#redirections(cooker, node.redirects));
    return behind;
  }

  /** `export NAME=value`, whose words are cooked already. */
  #export({ suffix }: Command): void {
    for (const item of suffix) {
      if (item.type !== 'Assignment') continue;
      const { values } = assignedVariable(this.#cooker(), item);
      this.#values.set(item.name, this.#assignedValue(item, values));
    }
  }

  #assignedValue({ value, append, index }: Assignment, [word]: readonly Word[]): Value | undefined {
    const isWhole = value.type === 'Word' && append !== true && index === undefined;
    return isWhole && word !== undefined ? this.#valueOf(word) : undefined;
  }

  /** unbash takes `--file=<(a)` for two words; bash makes one of it. */
  #arguments(cooker: Cooker, name: WordNode, node: Command): Word[] {
    const groups: (WordNode | Assignment)[][] = [[name]];
    for (const item of node.suffix) {
      if (item.type !== 'Word' && item.type !== 'Assignment') continue;
      const last = groups.at(-1) ?? [];
      if (item.pos === last.at(-1)?.end) last.push(item);
      else groups.push([item]);
    }
    if (groups.some(([first]) => !mayStartWord(this.#text, first?.pos ?? 0))) this.fail('syntax');
    return groups.flatMap((group) => cooker.argument(group, group[0] === name));
  }

  #bareRedirections(redirects: readonly Redirection[]): void {
    if (redirects.length === 0) return;
    const cooker = this.#cooker();
    const invocation = this.#add('bare', []);
    invocation.redirections.push(...this.#redirections(cooker, redirects));
    this.#substitutions(cooker, invocation);
  }

  #redirections(cooker: Cooker, redirects: readonly Redirection[]): Redirect[] {
    return redirects.flatMap((node) => {
      const descriptor = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : undefined;
      if (node.type === 'HereDoc') {
        this.#bodies.set(node.body.pos, node.closing?.end ?? node.body.end);
        return [{ kind: 'text', descriptor, target: cooker.hereDocument(node) } as const];
      }
      if (node.target === undefined) {
        this.fail('syntax');
        return [];
      }
      const target = cooker.word(node.target, { expands: node.type !== 'HereString' });
      return [{ kind: redirectionKind(node.operator, target.text), descriptor, target } as const];
    });
  }

  #wordsOnly(nodes: readonly WordNode[], expands: boolean): readonly Word[] {
    const cooker = this.#cooker();
    const words = nodes.flatMap((node) => (expands ? cooker.argument([node]) : cooker.word(node, { expands })));
    this.#substitutions(cooker, this.#add('words', words));
    return words;
  }

  #number(expressions: readonly (SyntaxNode | undefined)[]): void {
    const cooker = this.#cooker();
    for (const expression of expressions) if (expression !== undefined) cooker.gather(expression);
    this.#substitutions(cooker, this.#add('words', [wordOf('\ufdd5')]));
  }

  #cooker(): Cooker {
    return new Cooker(this.#text, () => this.fail('syntax'), this.#values, this.#surroundings.budget);
  }

  #add(kind: Invocation['kind'], words: Word[]): Invocation {
    const invocation = { ...this.#surroundings, kind, words, assignments: [], redirections: [], body: [] };
    this.invocations.push(invocation);
    return invocation;
  }

  /** Walks the substitutions that an invocation's words hold. */
  #substitutions(cooker: Cooker, parent: Invocation): void {
    for (const substitution of cooker.substitutions.toSorted((left, right) => left.start - right.start)) {
      const depth = this.#surroundings.depth + 1;
      if (depth > MAX_NESTING) this.fail('excess');
      else this.#within({ parent, depth }, () => this.#apart(() => this.#substitution(substitution)));
    }
  }

  /** Positions in a script whose escapes were taken away first, as in nested backticks, index its own source. */
  #substitution({ script }: Substitution): void {
    if (script.source === undefined) return this.#script(script);
    const text = this.#text;
    const bodies = this.#bodies;
    this.#text = script.source;
    this.#bodies = new Map();
    this.#script(script);
    this.#text = text;
    this.#bodies = bodies;
  }
}

function assignedVariable(cooker: Cooker, node: Assignment): AssignedVariable {
  const name = wordOf(node.name);
  if (node.index !== undefined) cooker.gather(node.index);
  const { value } = node;
  if (value.type === 'Word') return { name, values: [cooker.word(value, { expands: false, from: node.pos })] };
  return { name, values: value.elements.flatMap((element) => cooker.argument([element])) };
}

function redirectionKind(operator: string, target: string): RedirectionKind {
  switch (operator) {
    case '<<<':
      return 'text';
    case '<':
      return 'read';
    case '<>':
      return 'read-write';
    case '>>':
    case '&>>':
      return 'append';
    case '<&':
      return 'duplicate';
    case '>&':
      return /^(?:[0-9]+-?|-)$/.test(target) ? 'duplicate' : 'write';
    default:
      return 'write';
  }
}

/** The braces around the body of a function or a coprocess are part of it. */
function unwrapped(node: AnyCommand): AnyCommand {
  return node.type === 'BraceGroup' ? node.body : node;
}

/** The words of a `[[ … ]]`, in the order of the text. */
function testedWords(expression: TestExpression): readonly WordNode[] {
  if (expression.type === 'TestUnary') return [expression.operand];
  if (expression.type === 'TestBinary') return [expression.left, expression.right];
  if (expression.type === 'TestNot') return testedWords(expression.operand);
  if (expression.type === 'TestGroup') return testedWords(expression.expression);
  return expression.operands.flatMap(testedWords);
}
