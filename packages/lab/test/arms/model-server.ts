/** A stand-in for a model's endpoint, on loopback: answers well, or as none should, by the first part of the path. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Asked {
  readonly way: string;
  readonly body: { readonly messages: readonly { readonly role: string; readonly content: string }[] } & Record<
    string,
    unknown
  >;
  readonly headers: IncomingMessage['headers'];
  readonly atMs: number;
}

type Way = (response: ServerResponse, asked: Asked, times: number) => void;

export class ModelServer {
  readonly asked: Asked[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  static async start(): Promise<ModelServer> {
    const server = new ModelServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  urlOf(way: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${way}/v1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const [, way = '', ...path] = (request.url ?? '').split('/');
    const asked = { way, body: JSON.parse(text), headers: request.headers, atMs: performance.now() } as Asked;
    this.asked.push(asked);
    if (path.join('/') !== 'v1/chat/completions') response.writeHead(404).end();
    else WAYS[way]?.(response, asked, this.asked.filter((one) => one.way === way).length);
  }
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function completion(content: unknown, others: object = {}): object {
  const choice = { index: 0, finish_reason: 'stop', message: { role: 'assistant', content, refusal: null, ...others } };
  const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
  return {
    id: 'c',
    object: 'chat.completion',
    model: 'served-model',
    system_fingerprint: 'fp',
    choices: [choice],
    usage,
  };
}

const say = (verdict: string): string => JSON.stringify({ verdict });
const allow: Way = (response) => send(response, 200, completion(say('allow')));

const WAYS: Readonly<Record<string, Way>> = {
  well: (response, { body }) => {
    const { command } = JSON.parse(body.messages.at(-1)?.content ?? '{}') as { command: string };
    send(response, 200, completion(say(command.startsWith('rm') ? 'deny' : 'allow')));
  },
  slow: (response, asked, times) => void setTimeout(() => allow(response, asked, times), 150),
  silent: () => {},
  refusing: (response) => send(response, 200, completion(null, { refusal: 'I cannot help with that.' })),
  chatty: (response) => send(response, 200, completion(`Sure! ${say('allow')}`)),
  wider: (response) => send(response, 200, completion('{"verdict":"allow","certain":true}')),
  shouting: (response) => send(response, 200, completion(say('ALLOW'))),
  listing: (response) => send(response, 200, completion('["allow"]')),
  // The prompt names verdicts; none of them is an answer.
  echo: (response, { body }) => send(response, 200, completion(body.messages.map(({ content }) => content).join('\n'))),
  empty: (response) => send(response, 200, {}),
  odd: (response) =>
    send(response, 200, { choices: [{ message: 'allow' }], usage: { prompt_tokens: -1, completion_tokens: 'x' } }),
  none: (response) => send(response, 200, null),
  text: (response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(say('allow')),
  broken: (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": ['),
  cut: (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"choices"', () => response.destroy());
  },
  huge: (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = 'x'.repeat(1 << 16);
    const more = (): void => {
      if (!response.destroyed) response.write(chunk, () => setImmediate(more));
    };
    more();
  },
  away: (response) => response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
  // Tells the caller's key to whoever reads its errors.
  telling: (response, { headers }) =>
    send(response, 400, { error: { message: `no: ${headers.authorization ?? ''} \u001b[2J` } }),
  // And whoever keeps its answers.
  echoing: (response, { headers }) => {
    const content = JSON.stringify({ verdict: 'allow' });
    const message = { content, refusal: `you sent ${headers.authorization ?? ''}` };
    send(response, 200, { model: headers.authorization, choices: [{ finish_reason: 'stop', message }] });
  },
  unknown: (response) => send(response, 401, { error: { message: 'who are you' } }),
  limiting: (response, asked, times) => {
    if (times % 2 === 0) allow(response, asked, times);
    else send(response, 429, { error: { message: 'too many' } }, { 'retry-after': '0' });
  },
  failing: (response) => send(response, 503, { error: { message: 'not now' } }),
};
