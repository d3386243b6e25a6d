/** OpenAI Responses. */
import type { Answer, Api } from '../exchange.ts';

const USAGE = {
  input_tokens: 1,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 1,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 2,
};
const RESPONSE = { id: 'resp_1', object: 'response', created_at: 1, model: 'scripted', usage: USAGE };

export const responses: Api = {
  path: /\/responses$/u,
  read: (body) => ({
    prompt: body
      .at('input')
      .list.filter((item) => item.at('role').text === 'user')
      .map((item) => item.at('content').shown)
      .join('\n'),
    tools: body.at('tools').list.map((tool) => tool.at('name').text || tool.at('type').text),
    results: body
      .at('input')
      .list.filter((item) => item.at('type').text.endsWith('_call_output'))
      .map((item) => item.at('output').shown),
    isStreamed: body.at('stream').value === true,
    wantsJson: false,
  }),
  whole: (answer) => ({ ...RESPONSE, status: 'completed', output: [itemOf(answer)] }),
  events: (answer) => {
    const item = itemOf(answer);
    return [
      { type: 'response.created', response: { ...RESPONSE, status: 'in_progress', output: [] } },
      { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress' } },
      { type: 'response.output_item.done', output_index: 0, item },
      { type: 'response.completed', response: responses.whole(answer) },
    ].map((data) => ({ name: data.type, data }));
  },
};

function itemOf(answer: Answer): object {
  if (answer.kind === 'text') {
    const content = [{ type: 'output_text', text: answer.text, annotations: [] }];
    return { type: 'message', id: 'message_1', role: 'assistant', status: 'completed', content };
  }
  const { id, call } = answer;
  const common = { id: `item_${id}`, call_id: `call_${id}`, name: call.name, status: 'completed' };
  // A tool with a grammar of its own takes a text, not JSON.
  return typeof call.args['input'] === 'string'
    ? { type: 'custom_tool_call', ...common, input: call.args['input'] }
    : { type: 'function_call', ...common, arguments: JSON.stringify(call.args) };
}
