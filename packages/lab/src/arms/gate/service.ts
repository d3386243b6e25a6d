/** A gate that runs as a service, asked through its socket as agents ask it. */
import type { CanonicalObject } from '@capgate/base';
import { ClientError, type DecideAnswer, SocketClient } from '@capgate/client';
import { LabError } from '../../error.ts';
import { HOME, WORKSPACE } from '../../experiment/place.ts';
import type { Answer, Arm, Question } from '../arm.ts';
import { prepareStopwatch, stopwatch } from '../stopwatch.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { documentHash } from './document-hash.ts';

export interface ServiceSettings {
  /** Absolute, or from the process's working folder on. */
  readonly socket: string;
  readonly workspace?: string;
  readonly home?: string;
}

/** As whom the lab asks, so that its decisions are known in the gate's log. */
const AGENT = 'capgate-lab';
/** The caller's signal ends what takes long; this only bounds what is left behind. */
const TIMEOUT_MS = 600_000;

/** Asks the gate who it is, first. Throws `LabError` ARM where none answers there. */
export async function openService({ socket, workspace = WORKSPACE, home = HOME }: ServiceSettings): Promise<Arm> {
  prepareStopwatch();
  const client = new SocketClient({ path: socket, timeoutMs: TIMEOUT_MS });
  const answered = async ({ command, cwd = workspace }: Question): Promise<Answer> => {
    const place = { cwd, workspace, home, platform: 'linux' };
    // A person is there for it, so that what is to be asked stays that, and waits for nobody's approval.
    const request = { action: { kind: 'command', command }, agent: AGENT, attended: true, ...place } as const;
    const elapsed = stopwatch();
    const answer = await asked(client.decide(request));
    return { verdict: answer.verdict, latencyNs: elapsed(), raw: rawOf(answer) };
  };
  try {
    const facts = { way: 'service', ...(await factsOf(client)), workspace, home };
    return {
      facts,
      answer: (question, signal) => unlessAborted(answered(question), signal),
      close: () => Promise.resolve(client.close()),
    };
  } catch (error) {
    client.close();
    throw error;
  }
}

async function factsOf(client: SocketClient) {
  const { version } = await asked(client.call('GET', '/v1/status'));
  const policy = await asked(client.call('GET', '/v1/policies/active'));
  const document = policy.document as CanonicalObject;
  const mode = typeof document['mode'] === 'string' ? document['mode'] : 'balanced';
  return { version, mode, policyVersion: policy.version, policyHash: documentHash(document) };
}

/** What is the same for the same question: a decision's number is not. */
function rawOf({ risk, descriptor, rule }: DecideAnswer): object {
  return { risk, descriptor, ...(rule !== undefined && { rule }) };
}

async function asked<Value>(answer: Promise<Value>): Promise<Value> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    throw new LabError('ARM', `${error.code}: ${error.message}`, { cause: error });
  }
}
