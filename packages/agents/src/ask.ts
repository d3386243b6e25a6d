/** Asking the gate about everything that one hook announced. */
import { type Client, ClientError, type DecideAnswer, type DecideRequest } from '@capgate/client';
import { VERDICTS } from '@capgate/core';
import type { HookCall } from './adapters/adapter.ts';
import { type GateAnswer, strictest } from './answer.ts';

export interface AskOptions {
  /** The process of the agent, an ancestor of the caller: what descends from it can approve nothing. */
  readonly agentPid?: number;
  /** Where the hook's process runs: the session's folder, also where a call names another one for itself. */
  readonly cwd?: string;
  /** The workspace of a call in this folder, whose client told these: none, one, or several. */
  readonly workspaceOf: (cwd: string, told: readonly string[]) => string;
}

/** The strictest answer to the call's actions. Rejects with `ClientError`, also where what answers is no gate. */
export async function askGate(gate: Pick<Client, 'decide'>, call: HookCall, options: AskOptions): Promise<GateAnswer> {
  const answers = await Promise.all(
    call.actions.map(async (action) => checked(await gate.decide(requestOf(call, action, options)))),
  );
  return strictest(answers as [GateAnswer, ...GateAnswer[]]);
}

function requestOf(call: HookCall, action: DecideRequest['action'], options: AskOptions): DecideRequest {
  const cwd = call.cwd ?? options.cwd;
  // A model may choose the folder of its call; were the workspace around that, whatever it deletes would lie in it.
  const within = call.workspaces.length === 0 ? (options.cwd ?? cwd) : cwd;
  const workspace = within === undefined ? call.workspaces[0] : options.workspaceOf(within, call.workspaces);
  return {
    action,
    agent: call.agent,
    ...(call.session === undefined ? {} : { session: call.session }),
    ...(call.subagent === undefined ? {} : { subagent: call.subagent }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(workspace === undefined ? {} : { workspace }),
    ...(options.agentPid === undefined ? {} : { agentPid: options.agentPid }),
    attended: call.canAsk,
  };
}

/** Whoever listens at the socket may answer anything. */
function checked(answer: DecideAnswer): GateAnswer {
  const { verdict, reasons, alternative, approval, decision, descriptor } = answer as {
    readonly [name in keyof DecideAnswer]?: unknown;
  };
  const known = VERDICTS.find((name) => name === verdict);
  if (known === undefined) throw new ClientError('PROTOCOL', 'expected a verdict of a gate, met something else');
  return {
    verdict: known,
    reasons: Array.isArray(reasons) ? reasons.flatMap(messageOf) : [],
    ...(typeof alternative === 'string' ? { alternative } : {}),
    ...(typeof approval === 'string' ? { [known === 'allow' ? 'allowedBy' : 'approval']: approval } : {}),
    ...(typeof decision === 'string' ? { decision } : {}),
    ...(typeof descriptor === 'string' ? { descriptor } : {}),
  };
}

function messageOf(reason: unknown): string[] {
  const { message } = (reason ?? {}) as { readonly message?: unknown };
  return typeof message === 'string' ? [message] : [];
}
