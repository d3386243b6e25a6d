/**
 * From another program's rule to a rule of ours. An allow may come to mean less than its source, never more; an ask or a
 * deny may come to mean more, never less. What would break that is left out, and why is said.
 */
import { type Action, type Conditions, tables, type VerdictName } from '@capgate/core';
import type { SourceRule, Subject } from './source.ts';
import { deniedFiles, fileAction } from './paths.ts';
import { effectsOfCommand, explained, PROBE } from './world.ts';

/** A rule without a name. */
export interface Draft {
  readonly when: Conditions;
  /** An action that it must match. */
  readonly example: Action;
}

export type Carried =
  | { readonly kind: 'carried'; readonly draft: Draft; readonly note?: string }
  | {
      readonly kind: 'left';
      readonly why: string;
      /** A rule that says more than the source did; for a person to take over. */
      readonly wider?: Draft;
      /** What the source meant, for saying what Capgate answers by itself. */
      readonly sample?: Action;
    };

type Of<Kind extends Subject['kind']> = Extract<Subject, { kind: Kind }>;

export function carry({ subject, verdict }: SourceRule): Carried {
  switch (subject.kind) {
    case 'command':
      return verdict === 'allow' ? allowedCommand(subject) : stoppedCommand(subject);
    case 'file':
      return verdict === 'allow' ? allowedFile(subject) : deniedFiles(subject);
    case 'fetch':
      return fetchRule(subject, verdict);
    case 'call':
      return verdict === 'allow' ? allowedCall(subject) : stoppedCall(subject);
    case 'all':
      return verdict === 'allow' ? left(EVERYTHING) : { kind: 'carried', draft: { when: {}, example: command('ls') } };
    case 'unread':
    default:
      return left(subject.why);
  }
}

const EVERYTHING = 'it would allow everything, whatever it does; without it the mode decides by risk';

function left(why: string, more: { readonly wider?: Draft; readonly sample?: Action } = {}): Carried {
  return { kind: 'left', why, ...more };
}

function command(line: string): Action {
  return { kind: 'command', command: line };
}

/** Most words of a subcommand. */
const WORDS_MAX = 8;
const TOO_LONG = `rules name at most ${WORDS_MAX} words behind a command`;

function namesOf(words: readonly string[]): Conditions {
  const [tool = '', ...rest] = words;
  return { tool: [tool], ...(rest.length > 0 && { subcommand: [rest.join(' ')] }) };
}

function stoppedCommand({ words, more }: Of<'command'>): Carried {
  const line = words.join(' ');
  if (words.length === 0) {
    return { kind: 'carried', draft: { when: { action: ['command'] }, example: command('ls') } };
  }
  if (words.length > WORDS_MAX + 1) return left(TOO_LONG, { sample: command(line) });
  const draft = { when: namesOf(words), example: command(line) };
  return more ? { kind: 'carried', draft } : { kind: 'carried', draft, note: 'stricter: with further words too' };
}

/** Where a command allowed by its name may do what it does; elsewhere the mode decides. */
const PLACES: readonly string[] = ['none', 'workspace', 'workspace-root', 'temporary', 'sink'];

/** Nothing catastrophic is allowed in passing. */
const RISKS: NonNullable<Conditions['risk']> = ['SAFE', 'LOW', 'MEDIUM', 'HIGH'];

function allowedCommand({ words, more }: Of<'command'>): Carried {
  if (words.length === 0) return left(EVERYTHING);
  const line = words.join(' ');
  const sample = command(line);
  if (words.length > WORDS_MAX + 1) return left(TOO_LONG, { sample });
  const draft = allowedDraft(words);
  if (draft === undefined) return left('what it does is nothing that a rule may allow by its name', { sample });
  if (!more)
    return left('it allows one command line, and a rule would allow it with further words too', {
      wider: draft,
      sample,
    });
  if (isSeenThrough(words)) {
    const options = `${words[0]} OPTIONS ${words.slice(1).join(' ')}`;
    return left(`a rule would allow ${options} too, whatever the options`, { wider: draft, sample });
  }
  return { kind: 'carried', draft };
}

/** The command as it stands and with an operand shows which effects its name stands for. */
function allowedDraft(words: readonly string[]): Draft | undefined {
  const line = words.join(' ');
  const effects = [line, `${line} ${PROBE}`, `${line} ./${PROBE}`].flatMap(effectsOfCommand);
  const allowed = effects.filter(({ place, risk }) => PLACES.includes(place) && risk !== 'CRITICAL');
  if (allowed.length === 0 && effects.length > 0) return undefined;
  const effect = allowed.length === 0 ? ['inspect'] : [...new Set(allowed.map((one) => one.effect))];
  const place = allowed.length === 0 ? (['none'] as const) : [...new Set(allowed.map((one) => one.place))];
  const example = [line, `${line} ${PROBE}`].map(command).find((action) => meets(action, effect));
  if (example === undefined) return undefined;
  return { when: { ...namesOf(words), effect, place, risk: RISKS }, example };
}

function meets(action: Action, names: readonly string[]): boolean {
  const { effects } = explained(action);
  return effects.length === 0 ? names.includes('inspect') : effects.some(({ effect }) => names.includes(effect));
}

/** Whether options may stand before the words: core finds a subcommand that it knows behind them. */
function isSeenThrough(words: readonly string[]): boolean {
  if (words.length === 1) return false;
  const name = words.join(' ');
  const found = explained(command(name)).invocations[0]?.name;
  return tables.nodeOf(name) >= 0 || found === name;
}

function allowedFile({ operation, path }: Of<'file'>): Carried {
  const isOne = path !== undefined && !path.includes('*');
  return left(
    'rules know places, not paths; in the workspace the mode allows what is harmless',
    isOne ? { sample: fileAction(operation, path) } : {},
  );
}

function fetchRule({ host }: Of<'fetch'>, verdict: VerdictName): Carried {
  const example: Action = { kind: 'fetch', url: `https://${host ?? 'example.com'}/` };
  if (host !== undefined) return left('rules name no hosts', /^[\w.-]+$/u.test(host) ? { sample: example } : {});
  if (verdict !== 'allow') return { kind: 'carried', draft: { when: { action: ['fetch'] }, example } };
  const effect = [...new Set(explained(example).effects.map((one) => one.effect))];
  return { kind: 'carried', draft: { when: { action: ['fetch'], effect, place: ['none'], risk: RISKS }, example } };
}

function stoppedCall({ servers, tools }: Of<'call'>): Carried {
  const example: Action = { kind: 'tool-call', server: servers[0] ?? '', tool: tools?.[0] ?? PROBE };
  return { kind: 'carried', draft: { when: { server: servers, ...(tools && { tool: tools }) }, example } };
}

/** Of several ways to part a name only the one that the agents' hooks take is allowed. */
function allowedCall({ servers, tools }: Of<'call'>): Carried {
  const server = servers.slice(0, 1);
  const tool = tools?.slice(0, 1);
  const example: Action = { kind: 'tool-call', server: server[0] ?? '', tool: tool?.[0] ?? PROBE };
  return {
    kind: 'carried',
    draft: { when: { server, ...(tool && { tool }), effect: ['call.*'], risk: RISKS }, example },
  };
}
