/** Arms of the suites, which do what the task's command says: a word, and at times a number. */
import { appendFileSync } from 'node:fs';
import { setTimeout as later } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import type { Answer, Arm } from '../../src/arms/arm.ts';
import { LabError } from '../../src/error.ts';
import type { OpenArm } from '../../src/run/serve.ts';

/** What looks like one, to be taken out of what is kept. */
export const SECRET = `ghp_${'a1B2c3D4e5'.repeat(4)}`.slice(0, 40);

type Deed = (amount: number, signal: AbortSignal) => Promise<Partial<Answer>>;

const asked = new Map<string, number>();
const sleeper = new Int32Array(new SharedArrayBuffer(4));

const allow: Deed = async () => ({ verdict: 'allow' });

const DEEDS: Readonly<Record<string, Deed>> = {
  allow,
  deny: async () => ({ verdict: 'deny', costUsd: 0.25, tokens: 12, memoryBytes: 1_024, energyJ: 0.5 }),
  refuse: async () => ({ verdict: undefined, raw: 'I would rather not say.' }),
  /** Gives the thread to others meanwhile. */
  wait: async (ms, signal) => {
    await later(ms, undefined, { signal });
    return { verdict: 'allow' };
  },
  /** Keeps the thread, asleep. */
  sleep: async (ms) => {
    Atomics.wait(sleeper, 0, 0, ms);
    return { verdict: 'allow' };
  },
  fail: async () => {
    throw new LabError(
      'ARM',
      `expected an answer, met none\u001b[2J by the key ${SECRET}; ${'so it goes. '.repeat(200)}the end`,
    );
  },
  odd: async () => ({ verdict: 'perhaps' as 'allow' }),
  negative: async () => ({ verdict: 'allow', latencyNs: -1 }),
  /** Does not care about the signal. */
  hang: () => new Promise(() => {}),
  spin: async () => {
    for (;;) asked.has('');
  },
  exit: async () => {
    console.error('this thread is about to end');
    await later(20);
    process.exit(3);
  },
};

/** `only NAME`: of others, the arm refuses. The arm `strict` denies whatever it does not know. */
function deedOf(arm: string, word: string, amount: string): Deed {
  const known = DEEDS[word === 'only' && arm !== amount ? 'refuse' : word];
  return known ?? (arm === 'strict' ? DEEDS['deny'] : undefined) ?? allow;
}

export const openTestArm: OpenArm = async (plan, { variables }) => {
  // A thread that dies at some moment, whatever it does then.
  if (variables['MORTAL_MS'] !== undefined)
    setTimeout(() => process.exit(9), Math.random() * Number(variables['MORTAL_MS'])).unref();
  const { DIARY: diary, OPEN_MS: openMs } = variables;
  const note = (what: string): void => void (diary && appendFileSync(diary, `${plan.name} ${what}\n`));
  if (openMs !== undefined) {
    note('opens');
    await later(Number(openMs));
  }
  if (plan.name === 'gone') process.exit(3);
  if (plan.name === 'unopened') throw new LabError('ARM', 'expected a program, met none');
  const arm: Arm = {
    facts: {
      version: '1.2.3',
      told: variables['TOLD'] ?? 'nothing',
      ...(plan.name === 'fickle' && { thread: threadId }),
    },
    answer: async ({ command }, signal) => {
      const [word = '', amount = '0'] = command.split(' ');
      const times = (asked.get(plan.name + command) ?? 0) + 1;
      asked.set(plan.name + command, times);
      // The first time, it fails.
      if (word === 'again' && times === 1) throw new LabError('ARM', 'expected a second try');
      const startNs = process.hrtime.bigint();
      const done = await deedOf(plan.name, word, amount)(Number(amount), signal);
      const latencyNs = Number(process.hrtime.bigint() - startNs);
      return { verdict: undefined, latencyNs, raw: { command }, ...done };
    },
    close: async () => {
      note('closed');
      if (plan.name === 'stubborn') throw new LabError('ARM', 'expected to close, met an error');
    },
  };
  return arm;
};
