/** An agent's loop with a gate in it: nothing that the model wants is run before the gate has answered. */
import { type Context, decide, type Explanation, explain, Verdict, type VerdictName } from '@capgate/core';

/** What the model learns about the command that it asked for. */
export type Outcome =
  | { readonly kind: 'ran'; readonly status: number; readonly output: string }
  | { readonly kind: 'refused'; readonly because: Explanation };

/** Yields one command after the other, and is told what became of each. */
export type Model = Generator<string, void, Outcome>;

/** What the loop needs of the world. */
export interface World {
  /** Runs a command line in the context's working directory. */
  readonly run: (command: string) => Promise<Outcome>;
  /** Whether the person lets the command run. */
  readonly askPerson: (command: string, why: Explanation) => Promise<boolean>;
  /** Is told of each command: what the gate said, and what followed. */
  readonly report: (command: string, verdict: VerdictName, outcome: Outcome) => void;
}

/** Commands after which the loop ends, whatever the model still wants. */
export const STEP_COUNT_MAX = 50;

/** Works until the model has no more commands. */
export async function work(model: Model, context: Context, world: World): Promise<void> {
  let wish = model.next();
  for (let step = 0; step < STEP_COUNT_MAX && wish.done !== true; step++) {
    wish = model.next(await attempt(wish.value, context, world));
  }
}

/** Most commands are allowed, and that answer is cheap; the explanation is made only where somebody reads it. */
async function attempt(command: string, context: Context, world: World): Promise<Outcome> {
  const action = { kind: 'command', command } as const;
  if (decide(action, context).verdict === Verdict.ALLOW) {
    const outcome = await world.run(command);
    world.report(command, 'allow', outcome);
    return outcome;
  }
  const why = explain(action, context);
  const isApproved = why.verdict === 'ask' && (await world.askPerson(command, why));
  const outcome: Outcome = isApproved ? await world.run(command) : { kind: 'refused', because: why };
  world.report(command, why.verdict, outcome);
  return outcome;
}
