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
import { Source } from '../../../core/src/shell/source.ts';
import { Cooker, type Substitution, type Word, wordOf } from './words.ts';

export const MAX_NESTING = 64;
const MAX_INPUT_UNITS = 1 << 20;

/** `text`: a here-document or a here-string, whose target is the text itself. */
export type RedirectionKind = 'read' | 'write' | 'append' | 'duplicate' | 'text';

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
}

export interface Invocation extends Surroundings {
  readonly kind: 'command' | 'bare' | 'function' | 'words';
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
export function readCommandLine(text: string, surroundings: Surroundings): CommandLine {
  const walker = new Walker(text, surroundings);
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

  constructor(text: string, surroundings: Surroundings) {
    this.#text = text;
    this.#surroundings = surroundings;
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
      this.#command(statement.command);
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
        for (const command of node.commands) this.#command(command);
        return;
      case 'Pipeline':
        return this.#pipeline(node);
      case 'CompoundList':
        return this.#statements(node.commands);
      case 'Redirected':
        this.#compound(node.command);
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
      case 'BraceGroup':
        return this.#inside(node.body);
      case 'If':
        for (const list of [node, ...node.elif].flatMap(({ clause, then }) => [clause, then])) this.#inside(list);
        if (node.else !== undefined) this.#inside(node.else);
        return;
      case 'While':
        this.#inside(node.clause);
        return this.#inside(node.body);
      case 'For':
      case 'Select':
        this.#wordsOnly([node.name, ...(node.wordlist ?? [])], true);
        return this.#inside(node.body);
      case 'ArithmeticFor':
        this.#number([node.initialize, node.test, node.update]);
        return this.#inside(node.body);
      case 'ArithmeticCommand':
        return this.#number([node.expression]);
      case 'TestCommand':
        return this.#wordsOnly(testedWords(node.expression), false);
      case 'Case':
        this.#wordsOnly([node.word], false);
        for (const item of node.items) {
          this.#wordsOnly(item.pattern, false);
          this.#inside(item.body);
        }
    }
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
      this.#within({ stages: [...stages, { pipeline, index }] }, () => this.#command(command));
    }
  }

  #function(node: Node<'Function'>): void {
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
    const second = node.body.type === 'Command' ? node.body.suffix[0] : undefined;
    if (second?.type === 'Word' && isReserved(second.text)) this.fail('syntax');
    this.#inside(unwrapped(node.body));
  }

  #simple(node: Command): void {
    if (node.name === undefined && node.prefix.length === 0 && node.suffix.length === 0) return;
    const cooker = this.#cooker();
    const invocation = this.#add(node.name === undefined ? 'bare' : 'command', []);
    for (const item of node.prefix)
      if (item.type === 'Assignment') invocation.assignments.push(assignedVariable(cooker, item));
    if (node.name !== undefined) invocation.words.push(...this.#arguments(cooker, node.name, node));
    invocation.redirections.push(...this.#redirections(cooker, node.redirects));
    const parts = [...(node.name === undefined ? [] : [node.name]), ...node.prefix, ...node.suffix];
    if (parts.some(({ end }) => parenthesisBehind(this.#text, end) >= 0)) this.fail('syntax');
    this.#substitutions(cooker, invocation);
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
    return groups.map((group) => cooker.argument(group));
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

  #wordsOnly(nodes: readonly WordNode[], expands: boolean): void {
    const cooker = this.#cooker();
    const words = nodes.map((node) => cooker.word(node, { expands }));
    this.#substitutions(cooker, this.#add('words', words));
  }

  #number(expressions: readonly (SyntaxNode | undefined)[]): void {
    const cooker = this.#cooker();
    for (const expression of expressions) if (expression !== undefined) cooker.gather(expression);
    this.#substitutions(cooker, this.#add('words', [wordOf('\ufdd5')]));
  }

  #cooker(): Cooker {
    return new Cooker(this.#text, () => this.fail('syntax'));
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
      else this.#within({ parent, depth }, () => this.#substitution(substitution));
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
  return { name, values: value.elements.map((element) => cooker.word(element, { expands: true })) };
}

function redirectionKind(operator: string, target: string): RedirectionKind {
  switch (operator) {
    case '<<<':
      return 'text';
    case '<':
      return 'read';
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
