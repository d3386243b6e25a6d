/** Gemini's generateContent. */
import type { Answer, Api } from '../exchange.ts';

export const gemini: Api = {
  path: /:(?:stream)?[gG]enerateContent$/u,
  read: (body, path) => ({
    prompt: body
      .at('contents')
      .list.filter((content) => content.at('role').text === 'user')
      .flatMap((content) => content.at('parts').list.map((part) => part.at('text').text))
      .join('\n'),
    tools: body
      .at('tools')
      .list.flatMap((tool) => tool.at('functionDeclarations').list)
      .map((tool) => tool.at('name').text),
    results: body
      .at('contents')
      .list.flatMap((content) => content.at('parts').list)
      .map((part) => part.at('functionResponse'))
      .filter((response) => response.value !== undefined)
      .map((response) => response.at('response').shown),
    isStreamed: path.includes(':stream'),
    wantsJson: body.at('generationConfig').at('responseMimeType').text.includes('json'),
  }),
  whole: (answer) => ({
    candidates: [{ content: { role: 'model', parts: [partOf(answer)] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
    modelVersion: 'scripted',
  }),
  events: (answer) => [{ data: gemini.whole(answer) }],
};

function partOf(answer: Answer): object {
  if (answer.kind === 'text') return { text: answer.text };
  return { functionCall: { id: answer.id, name: answer.call.name, args: answer.call.args } };
}
