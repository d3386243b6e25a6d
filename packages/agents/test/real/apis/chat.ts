/** OpenAI Chat Completions. */
import type { Answer, Api } from '../exchange.ts';

const COMPLETION = { id: 'chat_1', created: 1, model: 'scripted' };
const USAGE = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

export const chat: Api = {
  path: /\/chat\/completions$/u,
  read: (body) => ({
    prompt: body
      .at('messages')
      .list.filter((message) => message.at('role').text === 'user')
      .map((message) => message.at('content').shown)
      .join('\n'),
    tools: body.at('tools').list.map((tool) => tool.at('function').at('name').text),
    results: body
      .at('messages')
      .list.filter((message) => message.at('role').text === 'tool')
      .map((message) => message.at('content').shown),
    isStreamed: body.at('stream').value === true,
    wantsJson: false,
  }),
  whole: (answer) => ({
    ...COMPLETION,
    object: 'chat.completion',
    choices: [{ index: 0, message: messageOf(answer), finish_reason: reasonOf(answer) }],
    usage: USAGE,
  }),
  events: (answer) => [
    { data: chunk(messageOf(answer), null) },
    { data: { ...chunk({}, reasonOf(answer)), usage: USAGE } },
    { data: '[DONE]' },
  ],
};

function chunk(delta: object, finish_reason: string | null): object {
  return { ...COMPLETION, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] };
}

function messageOf(answer: Answer): object {
  if (answer.kind === 'text') return { role: 'assistant', content: answer.text };
  const { id, call } = answer;
  const asked = { name: call.name, arguments: JSON.stringify(call.args) };
  return {
    role: 'assistant',
    content: null,
    tool_calls: [{ index: 0, id: `call_${id}`, type: 'function', function: asked }],
  };
}

function reasonOf(answer: Answer): string {
  return answer.kind === 'call' ? 'tool_calls' : 'stop';
}
