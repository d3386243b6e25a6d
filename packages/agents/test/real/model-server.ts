/**
 * A model on loopback that says what a script tells it: at each turn the next tool call, then that it is done. It
 * speaks the protocols of the agents' makers, so an agent takes it for its own model, and nothing leaves the machine.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropic } from './apis/anthropic.ts';
import { chat } from './apis/chat.ts';
import { gemini } from './apis/gemini.ts';
import { responses } from './apis/responses.ts';
import { type Answer, type Api, type Asked, Json, type StreamEvent, type ToolCall } from './exchange.ts';

export interface ModelServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** All that was asked so far. */
  readonly asked: readonly Asked[];
  /** The tool calls that it has made. */
  readonly called: readonly ToolCall[];
  close(): Promise<void>;
}

const APIS: readonly Api[] = [anthropic, responses, chat, gemini];
const BODY_BYTES_MAX = 1 << 24;

/** What agents ask beside the conversation; a body that none of them reads is empty. */
const ASIDE: ReadonlyArray<readonly [path: RegExp, answer: object]> = [
  [/\/count_tokens$/u, { input_tokens: 1 }],
  [/:countTokens$/u, { totalTokens: 1 }],
  [/\/models$/u, { object: 'list', data: [{ id: 'scripted', object: 'model', type: 'model' }] }],
];

export interface Script {
  readonly calls: readonly ToolCall[];
  /** What an agent below the agent calls, by the task in its prompt. */
  readonly below?: { readonly task: string; readonly calls: readonly ToolCall[] };
}

export async function startModel(script: Script): Promise<ModelServer> {
  const [asked, called]: [Asked[], ToolCall[]] = [[], []];
  const say = (question: Asked): Answer => {
    asked.push(question);
    const said = nextOf(script, question);
    if (said.kind === 'call') called.push(said.call);
    return said;
  };
  const server = createServer((request, response) => {
    answer(request, response, say).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    called,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  say: (question: Asked) => Answer,
): Promise<void> {
  const [path = ''] = (request.url ?? '').split('?', 1);
  const body = await bodyOf(request);
  const api = APIS.find((one) => one.path.test(path));
  if (api === undefined) return sendAside(response, path);
  const question = api.read(body, path);
  const said = say(question);
  if (question.isStreamed) sendEvents(response, api.events(said));
  else sendJson(response, 200, api.whole(said));
}

/** The tools' results tell how far the script has come. */
function nextOf({ calls, below }: Script, { prompt, tools, results, wantsJson }: Asked): Answer {
  const said = below !== undefined && prompt.includes(below.task) ? below.calls : calls;
  const call = said[results.length];
  if (call !== undefined && tools.includes(call.name)) return { kind: 'call', id: `${results.length + 1}`, call };
  return { kind: 'text', text: wantsJson ? NOBODY_SPEAKS : 'Done.' };
}

/** Gemini CLI asks, in JSON, who is to speak next. */
const NOBODY_SPEAKS = JSON.stringify({ reasoning: 'the script has ended', next_speaker: 'user' });

function sendAside(response: ServerResponse, path: string): void {
  const known = ASIDE.find(([one]) => one.test(path));
  sendJson(response, known === undefined ? 404 : 200, known?.[1] ?? { error: { message: 'not in the script' } });
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

function sendEvents(response: ServerResponse, events: readonly StreamEvent[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const { name, data } of events) {
    if (name !== undefined) response.write(`event: ${name}\n`);
    response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  }
  response.end();
}

/** What is no JSON, as in a GET, has nothing in it. */
async function bodyOf(request: IncomingMessage): Promise<Json> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > BODY_BYTES_MAX) throw new Error(`expected at most ${BODY_BYTES_MAX} characters, met more`);
  }
  try {
    return new Json(JSON.parse(text));
  } catch {
    return new Json(undefined);
  }
}
