/** One document out of many rules: each with a name of its own, an example that it meets, and something to decide. */
import {
  type Action,
  type Conditions,
  compilePolicy,
  type LintFinding,
  lintPolicy,
  readPolicyDocument,
  tables,
  type VerdictName,
} from '@capgate/core';
import { failedExamples } from '../policy/files.ts';
import { type Carried, carry, type Draft } from './carry.ts';
import type { SourceRule } from './source.ts';

/** A rule as documents write it. */
export interface WrittenRule {
  readonly id: string;
  readonly verdict: VerdictName;
  readonly reason?: string;
  readonly when: Conditions;
  readonly examples: { readonly match: readonly Action[] };
}

/** A rule of a file. */
export interface PlacedRule extends SourceRule {
  readonly path: string;
}

interface CarriedRule {
  readonly source: PlacedRule;
  readonly rule: WrittenRule;
  readonly note: string | undefined;
}

export interface LeftRule {
  readonly source: PlacedRule;
  readonly why: string;
  readonly wider: WrittenRule | undefined;
  readonly sample: Action | undefined;
}

export interface Imported {
  readonly carried: readonly CarriedRule[];
  /** Rules of no source, which keep an allow from reaching further than its source did. */
  readonly guards: readonly WrittenRule[];
  readonly left: readonly LeftRule[];
}

/** What of the rules can be carried over. The rules carried are a sound document without a warning. */
export function assemble(sources: readonly PlacedRule[]): Imported {
  const carried: CarriedRule[] = [];
  const left: LeftRule[] = [];
  const ids = new Set(GUARDS.map(({ id }) => id));
  for (const source of sources) {
    const outcome = sound(source, carry(source));
    if (outcome.kind === 'left') {
      const wider = outcome.wider && written(source, outcome.wider, ids);
      left.push({ source, why: outcome.why, wider, sample: outcome.sample });
    } else {
      carried.push({ source, rule: written(source, outcome.draft, ids), note: outcome.note });
    }
  }
  const narrowed = carried.flatMap(({ source }) => {
    const narrower = left.find((rule) => narrows(rule.source, source));
    return narrower === undefined ? [] : [{ source, why: whyNarrowed(narrower), wider: undefined, sample: undefined }];
  });
  const others = carried.filter(({ source }) => !narrowed.some((rule) => rule.source === source));
  return withoutRemarks(others, others.some(allowsCommand) ? GUARDS : [], [...left, ...narrowed]);
}

/** Whether some of what `allowed` allows is asked about or denied by `rule`: the words of one begin with the other's. */
function narrows(rule: PlacedRule, allowed: PlacedRule): boolean {
  if (rule.verdict === 'allow' || allowed.verdict !== 'allow') return false;
  if (rule.subject.kind !== 'command' || allowed.subject.kind !== 'command') return false;
  const [one, other] = [rule.subject.words, allowed.subject.words];
  const shared = Math.min(one.length, other.length);
  return one.slice(0, shared).join(' ') === other.slice(0, shared).join(' ');
}

function whyNarrowed({ source }: LeftRule): string {
  return `it would allow what ${source.text} stops, which could not be carried over`;
}

/** A rule that does not meet its own example, or is no rule, is one that was misunderstood: it is left out. */
function sound(source: PlacedRule, outcome: Carried): Carried {
  if (outcome.kind === 'left') return outcome;
  const rule = written(source, outcome.draft, new Set());
  try {
    if (failedExamples(policyOf([rule])).length === 0) return outcome;
    return { kind: 'left', why: 'no rule can be made that meets it' };
  } catch {
    return { kind: 'left', why: 'its names are longer, or hold other characters, than rules may' };
  }
}

function policyOf(rules: readonly WrittenRule[]) {
  return compilePolicy({ user: readPolicyDocument({ version: 1, rules }) }, tables);
}

function allowsCommand({ rule }: CarriedRule): boolean {
  return rule.verdict === 'allow' && rule.when.tool !== undefined && rule.when.server === undefined;
}

/** Rules follow a command through what runs it; sources name commands that run here, as the agent's own user. */
const GUARDS: readonly WrittenRule[] = [
  guard(
    'ask-other-users',
    { tool: ['sudo', 'doas', 'su', 'runuser', 'pkexec', 'ssh', 'chroot', 'nsenter'] },
    'sudo ls',
  ),
  guard(
    'ask-other-machines',
    { subcommand: ['docker', 'podman', 'kubectl'].flatMap((tool) => [`${tool} exec`, `${tool} run`]) },
    'docker exec box ls',
  ),
];

function guard(id: string, when: Conditions, example: string): WrittenRule {
  return { id, verdict: 'ask', when, examples: { match: [{ kind: 'command', command: example }] } };
}

/** Lint finds what never decides, since another rule does. */
function withoutRemarks(
  carried: readonly CarriedRule[],
  guards: readonly WrittenRule[],
  left: readonly LeftRule[],
): Imported {
  const findings = lintPolicy(policyOf([...carried.map(({ rule }) => rule), ...guards]));
  const remarks = new Map<string | undefined, LintFinding>();
  for (const finding of findings) if (finding.level !== 'note') remarks.set(finding.ruleId, finding);
  const idle = carried.flatMap(({ source, rule }): LeftRule[] => {
    const remark = remarks.get(rule.id);
    return remark === undefined ? [] : [{ source, why: remark.message, wider: undefined, sample: undefined }];
  });
  return {
    carried: carried.filter(({ rule }) => !remarks.has(rule.id)),
    guards: guards.filter(({ id }) => !remarks.has(id)),
    left: [...left, ...idle],
  };
}

const REASON_LENGTH_MAX = 500;

function written(source: PlacedRule, draft: Draft, ids: Set<string>): WrittenRule {
  const reason = source.reason?.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return {
    id: freshId(`${source.verdict} ${source.text}`, ids),
    verdict: source.verdict,
    ...(reason ? { reason: Array.from(reason).slice(0, REASON_LENGTH_MAX).join('') } : {}),
    when: draft.when,
    examples: { match: [draft.example] },
  };
}

const ID_LENGTH_MAX = 60;

/** `deny-bash-git-push`, and a number where that is taken. */
function freshId(text: string, ids: Set<string>): string {
  const words = text.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-');
  const stem = words.slice(0, ID_LENGTH_MAX).replace(/-+$/u, '');
  let id = stem;
  for (let number = 2; ids.has(id); number++) id = `${stem}-${number}`;
  ids.add(id);
  return id;
}
