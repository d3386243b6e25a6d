/**
 * The way of each message through the proxy. A call of a tool goes on only after the gate's clear allow, or its ask and a
 * person's yes; lists of tools go on without what is not as it was pinned; all else goes on as it came, so that whatever
 * the two sides speak of beside tools needs nobody in between. Nothing here reads or writes but by what it was given.
 */
import type { Action } from '@capgate/core';
import { callOf, type HookCall } from '../adapters/adapter.ts';
import { PayloadError } from '../adapters/fields.ts';
import { denialText, type GateAnswer, reasonText } from '../answer.ts';
import { actionsOfCall, annotationsOf } from './call-actions.ts';
import { type ClientFacts, envelopeOf, factsOfInitialize, factsOfRequest, UNKNOWN_CLIENT } from './client-facts.ts';
import {
  errorResponse,
  INTERNAL_ERROR,
  isObject,
  type JsonObject,
  type Message,
  type MessageId,
  objectAt,
  readLine,
  response,
  rewritten,
  textAt,
} from './messages.ts';
import { OwnRequests } from './own-requests.ts';
import { answerIn, answerOf, askingResult, type AskedCall, ELICIT, isYes, noYesText, questionOf } from './questions.ts';
import { type PinStore, Toolbox } from './toolbox.ts';

export interface ProxySurroundings {
  /** By which rules and pins name the server. */
  readonly server: string;
  readonly session: string;
  /** Where the agent works: an absolute path, and the workspace around it. */
  readonly cwd: string;
  readonly workspace: string;
  /** Takes whole lines, without their ends. */
  readonly toClient: (line: string) => void;
  readonly toServer: (line: string) => void;
  /** Asks the gate; a rejection refuses the call. */
  readonly ask: (call: HookCall) => Promise<GateAnswer>;
  /** What is said where it rejects. */
  readonly failureText: (error: unknown) => string;
  readonly pins: PinStore;
  /** For the person who looks after the server. */
  readonly note: (text: string) => void;
  /** A text that nobody guesses. */
  readonly nonce: () => string;
}

/** How long a server may take to list its tools, and a person to answer. */
const LISTING_MS = 15_000;
const PERSON_MS = 300_000;
/** Questions that are open in results. */
const OPEN_MAX = 1_000;

/** A call whose question is with the client: what it was, and its line as it first came. */
interface OpenQuestion {
  readonly call: string;
  readonly text: string;
}

/** A call on its way. */
interface Call extends AskedCall {
  readonly id: MessageId;
  readonly message: Message;
  readonly text: string;
  readonly client: ClientFacts;
}

export class McpProxy {
  readonly #around: ProxySurroundings;
  readonly #toolbox: Toolbox;
  readonly #toServer: OwnRequests;
  readonly #toClient: OwnRequests;
  readonly #judging = new Set<MessageId>();
  readonly #open = new Map<string, OpenQuestion>();
  #client = UNKNOWN_CLIENT;
  /** As the client's requests have it, where they do. */
  #envelope: JsonObject | undefined;

  constructor(around: ProxySurroundings) {
    this.#around = around;
    this.#toolbox = new Toolbox(around.server, around.pins);
    this.#toServer = new OwnRequests(around.toServer, around.nonce());
    this.#toClient = new OwnRequests(around.toClient, around.nonce());
  }

  /** Takes a line of the client. Resolves once it went on, or was answered; never rejects. */
  async fromClient(line: string): Promise<void> {
    const { toServer, toClient } = this.#around;
    const read = readLine(line);
    if ('fault' in read) return toClient(errorResponse(null, read.code, `Capgate: ${read.fault}`));
    const { message, text } = read;
    switch (message.method) {
      case undefined:
        return this.#toClient.settle(message) ? undefined : toServer(text);
      case 'initialize':
        this.#client = factsOfInitialize(message.params);
        return toServer(text);
      case 'notifications/cancelled':
        return this.#cancels(message) ? undefined : toServer(text);
      case 'tools/call':
        this.#envelope = envelopeOf(message.params);
        return this.#takeCall(message, text);
      case 'tools/list':
        this.#envelope = envelopeOf(message.params);
        return toServer(text);
      default:
        return toServer(text);
    }
  }

  /** Takes a line of the server. Resolves once it went on; never rejects. */
  async fromServer(line: string): Promise<void> {
    const { toClient, note } = this.#around;
    const read = readLine(line);
    if ('fault' in read) return note(`a line of the server was dropped: ${read.fault}`);
    const { message, text } = read;
    if (message.method === undefined && this.#toServer.settle(message)) return;
    if (message.method === 'notifications/tools/list_changed') this.#toolbox.forget();
    const tools = isObject(message.result) ? message.result['tools'] : undefined;
    // By what it holds and not by what it answers: clients take one answer for another's more freely than we would.
    if (Array.isArray(tools)) return this.#passTools(message, tools, text);
    toClient(text);
  }

  /** The server is gone, or the client: what is still asked will not be answered. */
  close(): void {
    this.#toServer.close();
    this.#toClient.close();
  }

  #cancels({ params }: Message): boolean {
    const id = isObject(params) ? params['requestId'] : undefined;
    return this.#judging.delete(id as MessageId);
  }

  async #passTools(message: Message, tools: readonly unknown[], line: string): Promise<void> {
    const { toClient, note } = this.#around;
    try {
      await this.#ready();
      const areVisible = await this.#toolbox.areVisible(tools);
      const hiddenCount = areVisible.filter((isVisible) => !isVisible).length;
      if (hiddenCount === 0) return toClient(line);
      note(this.#changedText(`${hiddenCount} of its tools`));
      toClient(rewritten(line, (read) => withTools(read, areVisible)));
    } catch (error) {
      const text = `Capgate: the tools of ${this.#around.server} cannot be held against their pins: ${whyOf(error)}`;
      note(text);
      toClient(errorResponse(message.id, INTERNAL_ERROR, text));
    }
  }

  /** What has no id wants no answer, and might be run all the same. */
  async #takeCall(message: Message, text: string): Promise<void> {
    const { id, params } = message;
    const tool = textAt(params, 'name');
    if (id === undefined || id === null) return this.#around.note('a call of a tool without an id was dropped');
    if (tool === undefined || !isCallForm(params)) {
      return this.#around.toClient(errorResponse(id, INVALID_PARAMS, `Capgate: ${CALL_FORM}`));
    }
    const client = factsOfRequest(params, this.#client);
    const call: Call = { id, message, text, client, server: this.#around.server, tool };
    this.#judging.add(id);
    try {
      await this.#judge(call);
    } catch (error) {
      this.#refuse(call, `Capgate: this call was not judged: ${whyOf(error)}; nothing was run`);
    } finally {
      this.#judging.delete(id);
    }
  }

  async #judge(call: Call): Promise<void> {
    const { params } = call.message;
    await this.#ready();
    const standing = await this.#toolbox.standing(call.tool);
    if (standing.kind !== 'known') return this.#refuse(call, this.#strangeText(standing.kind));
    const asked = this.#answered(call);
    if (asked !== undefined && !isYes(answerIn(params))) {
      return this.#refuse(call, `Capgate asked about this. ${noYesText(answerIn(params))}`);
    }
    const answer = await this.#verdict(call, standing.definition);
    if (answer === undefined) return;
    if (answer.verdict === 'allow') return this.#pass(call, asked);
    const isAsk = answer.verdict === 'ask' && answer.approval === undefined && call.client.hasForms;
    if (!isAsk) return this.#refuse(call, denialText(answer));
    if (asked !== undefined) return this.#pass(call, asked);
    return call.client.era === 'enveloped' ? this.#askInResult(call, answer) : this.#askBeside(call, answer);
  }

  /** Undefined where the gate gave none: the call is refused then. */
  async #verdict(call: Call, definition: JsonObject): Promise<GateAnswer | undefined> {
    let actions: readonly Action[];
    try {
      actions = actionsOfCall({
        ...call,
        annotations: annotationsOf(definition),
        arguments: objectAt(call.message.params, 'arguments'),
      });
    } catch (error) {
      if (!(error instanceof PayloadError)) throw error;
      this.#refuse(call, `Capgate denies this: ${error.message}; nothing was run`);
      return undefined;
    }
    const { session, cwd, workspace, ask, failureText } = this.#around;
    const agent = call.client.name ?? 'mcp-client';
    const workspaces = [workspace];
    const hookCall = callOf({
      event: 'tools/call',
      agent,
      session,
      cwd,
      workspaces,
      actions,
      canAsk: call.client.hasForms,
    });
    try {
      return await ask(hookCall);
    } catch (error) {
      this.#refuse(call, failureText(error));
      return undefined;
    }
  }

  /** Asks by a request of its own (2025), and holds the call until a person has answered. */
  async #askBeside(call: Call, answer: GateAnswer): Promise<void> {
    const said = answerOf(await this.#toClient.ask(ELICIT, questionOf(call, answer), PERSON_MS));
    if (isYes(said)) return this.#pass(call, undefined);
    this.#refuse(call, `${reasonText(answer)} ${noYesText(said)}`);
  }

  /** Asks by the result (2026-07-28): the client asks the person, and calls again with the answer. */
  #askInResult(call: Call, answer: GateAnswer): void {
    const state = `capgate:${this.#around.nonce()}`;
    const [oldest] = this.#open.keys();
    if (this.#open.size >= OPEN_MAX && oldest !== undefined) this.#open.delete(oldest);
    this.#open.set(state, { call: sameness(call), text: call.text });
    this.#answer(call, askingResult(questionOf(call, answer), state));
  }

  /** The question that this call comes back from, once; undefined where it is none of ours, or was another call's. */
  #answered(call: Call): OpenQuestion | undefined {
    const state = textAt(call.message.params, 'requestState') ?? '';
    const open = this.#open.get(state);
    this.#open.delete(state);
    return open?.call === sameness(call) ? open : undefined;
  }

  /** What comes back from a question of ours goes on as it first came: the server knows nothing of it. */
  #pass(call: Call, asked: OpenQuestion | undefined): void {
    if (!this.#judging.delete(call.id)) return;
    if (asked === undefined) return this.#around.toServer(call.text);
    const meta = objectAt(call.message.params, '_meta');
    this.#around.toServer(
      rewritten(asked.text, (first) => ({
        ...first,
        id: call.id,
        params: { ...objectAt(first, 'params'), ...(meta && { _meta: meta }) },
      })),
    );
  }

  #refuse(call: Call, text: string): void {
    this.#answer(call, { content: [{ type: 'text', text }], isError: true });
  }

  #answer({ id, client }: Call, result: JsonObject): void {
    // To what was cancelled there is no answer.
    if (!this.#judging.delete(id)) return;
    const type = client.era === 'enveloped' ? { resultType: 'complete' } : {};
    this.#around.toClient(response(id, { ...type, ...result }));
  }

  #ready(): Promise<void> {
    return this.#toolbox.ready(async (cursor) => {
      const params = { ...(cursor !== undefined && { cursor }), ...(this.#envelope && { _meta: this.#envelope }) };
      const { result } = await this.#toServer.ask('tools/list', params, LISTING_MS);
      if (isObject(result)) return result;
      throw new TypeError('expected a list of tools of the server, met an error');
    });
  }

  #strangeText(kind: 'changed' | 'absent'): string {
    if (kind === 'changed') return `${this.#changedText('this tool')}; nothing was run`;
    return `Capgate: ${this.#around.server} lists no tool by this name; nothing was run`;
  }

  #changedText(what: string): string {
    const { server } = this.#around;
    return `Capgate holds back ${what}: not as it was when ${server} was first seen. A person looks at it, and trusts it, in a terminal with: capgate mcp-proxy trust ${server}`;
  }
}

const INVALID_PARAMS = -32_602;

const CALL_FORM = 'expected the name of a tool and its arguments as an object, each once and so spelled';
const CALL_MEMBERS = ['name', 'arguments', '_meta', 'inputResponses', 'requestState', 'task'];

function isCallForm(params: unknown): boolean {
  if (!isObject(params) || Object.keys(params).some(isStray)) return false;
  return params['arguments'] === undefined || isObject(params['arguments']);
}

const LOWER_MEMBERS: ReadonlySet<string> = new Set(CALL_MEMBERS.map((name) => name.toLowerCase()));

/** Servers whose language takes `Name` for `name` would run another tool than was judged. */
function isStray(key: string): boolean {
  return !CALL_MEMBERS.includes(key) && LOWER_MEMBERS.has(key.toLowerCase());
}

/** A list of tools without those that may not be seen. */
function withTools(message: JsonObject, areVisible: readonly boolean[]): JsonObject {
  const result = objectAt(message, 'result') ?? {};
  const tools = (result['tools'] as readonly unknown[]).filter((_, index) => areVisible[index]);
  return { ...message, result: { ...result, tools } };
}

/** What must be the same where a call is made again with an answer. */
function sameness({ message: { params } }: Call): string {
  const { name, arguments: given } = params as JsonObject;
  return JSON.stringify([name, given]);
}

function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : 'no reason was given';
}
