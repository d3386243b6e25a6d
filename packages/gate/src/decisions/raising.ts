/** What extensions say of an agent and of what it wants to do. They make an answer graver, and never milder. */
import {
  type Action,
  type Context,
  createContext,
  decide,
  namedCommands,
  namedHosts,
  reachedPaths,
  RISKS,
  Verdict,
  VERDICTS,
} from '@capgate/core';
import type { Extension, NamedByAction, Raise, Said } from '../extension.ts';
import type { Judged } from './histories.ts';
import type { Rules } from './rules.ts';
import type { Session } from './sessions.ts';

/** More of one action are not looked through. */
const [HOSTS_MAX, PATHS_MAX] = [1_000, 10_000];

/** A judged action that an extension had something to say of. */
export interface Raised extends Judged {
  readonly raise?: Raise;
}

export class Extensions {
  readonly #refusing: readonly NonNullable<Extension['refuses']>[];
  readonly #raising: readonly NonNullable<Extension['raises']>[];
  /** Contexts that name all paths, beside those that decide; made for those whose paths somebody asks for. */
  readonly #naming = new WeakMap<Context, Context>();

  constructor(extensions: readonly Extension[]) {
    this.#refusing = extensions.flatMap(({ refuses }) => refuses ?? []);
    this.#raising = extensions.flatMap(({ raises }) => raises ?? []);
  }

  /** Why the agent may do nothing. */
  refusal(tenant: string, agent: string): Said | undefined {
    for (const refuses of this.#refusing) {
      const refusal = refuses(tenant, agent);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** The action as core has judged it in this context, with what the gravest of all raises makes of that. */
  raised(judged: Judged, action: Action, context: Context, session: Session, rules: Rules): Raised {
    if (this.#raising.length === 0) return judged;
    const named = this.#namedBy(action, context, judged, session);
    const [raise] = this.#raising.flatMap((raises) => raises(named) ?? []).toSorted(byGravity);
    return raise === undefined ? judged : graver(judged, raise, context, rules);
  }

  #namedBy(action: Action, context: Context, { contents }: Judged, { tenant, agent, home }: Session): NamedByAction {
    return {
      tenant,
      agent,
      home,
      commands: () => namedCommands(context),
      hosts: () => unlessMore(namedHosts(context, HOSTS_MAX + 1), HOSTS_MAX),
      paths: () => {
        const naming = this.#naming.get(context) ?? createContext({ ...context.options, namesPaths: true });
        this.#naming.set(context, naming);
        decide(action, naming, contents);
        return unlessMore(reachedPaths(naming), PATHS_MAX);
      },
    };
  }
}

function unlessMore(texts: readonly string[] | undefined, countMax: number): readonly string[] | undefined {
  return texts !== undefined && texts.length > countMax ? undefined : texts;
}

function byGravity(a: Raise, b: Raise): number {
  return VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict) || RISKS.indexOf(b.risk) - RISKS.indexOf(a.risk);
}

/** Mode observe answers what core does, and has this written down as what it would have said. */
function graver(judged: Judged, raise: Raise, { bound }: Context, { attended }: Rules): Raised {
  const { decision } = judged;
  const least = raise.verdict === 'deny' || !attended ? Verdict.DENY : Verdict.ASK;
  const verdict = bound.mode === 'observe' ? decision.verdict : graverOf(decision.verdict, least);
  const risk = graverOf(decision.risk, RISKS.indexOf(raise.risk) as typeof decision.risk);
  return { ...judged, raise, decision: { ...decision, verdict, risk, judged: graverOf(decision.judged, least) } };
}

function graverOf<Level extends number>(one: Level, other: Level): Level {
  return one > other ? one : other;
}
