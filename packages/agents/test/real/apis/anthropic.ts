/** Anthropic Messages. */
import type { Answer, Api } from '../exchange.ts';

const USAGE = { input_tokens: 1, output_tokens: 1 };
const MESSAGE = { id: 'msg_1', type: 'message', role: 'assistant', model: 'scripted', usage: USAGE };

export const anthropic: Api = {
  path: /\/messages$/u,
  read: (body) => ({
    prompt: body
      .at('messages')
      .list.filter((message) => message.at('role').text === 'user')
      .flatMap((message) => [
        message.at('content').text,
        ...message.at('content').list.map((one) => one.at('text').text),
      ])
      .join('\n'),
    tools: body.at('tools').list.map((tool) => tool.at('name').text),
    results: body
      .at('messages')
      .list.flatMap((message) => message.at('content').list)
      .filter((block) => block.at('type').text === 'tool_result')
      .map((block) => block.at('content').shown),
    isStreamed: body.at('stream').value === true,
    wantsJson: false,
  }),
  whole: (answer) => ({ ...MESSAGE, content: [blockOf(answer)], ...stopOf(answer), stop_sequence: null }),
  events: (answer) => {
    const start = { ...MESSAGE, content: [], stop_reason: null, stop_sequence: null };
    return [
      { type: 'message_start', message: start },
      { type: 'content_block_start', index: 0, content_block: emptyBlockOf(answer) },
      { type: 'content_block_delta', index: 0, delta: deltaOf(answer) },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { ...stopOf(answer), stop_sequence: null }, usage: USAGE },
      { type: 'message_stop' },
    ].map((data) => ({ name: data.type, data }));
  },
};

function blockOf(answer: Answer): object {
  if (answer.kind === 'text') return { type: 'text', text: answer.text };
  return { type: 'tool_use', id: `toolu_${answer.id}`, name: answer.call.name, input: answer.call.args };
}

function emptyBlockOf(answer: Answer): object {
  return { ...blockOf(answer), ...(answer.kind === 'text' ? { text: '' } : { input: {} }) };
}

function deltaOf(answer: Answer): object {
  return answer.kind === 'text'
    ? { type: 'text_delta', text: answer.text }
    : { type: 'input_json_delta', partial_json: JSON.stringify(answer.call.args) };
}

function stopOf(answer: Answer): object {
  return { stop_reason: answer.kind === 'call' ? 'tool_use' : 'end_turn' };
}
