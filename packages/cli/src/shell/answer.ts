/** `capgate shell-answer`: a working folder and a line, each ended by a zero byte; and an answer, ended so too. */
import { clipped } from '@capgate/base';
import { type ContextOptions, createContext, type Explanation, explain } from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { circumstances, workspaceAround } from '../check/circumstances.ts';
import { CliError } from '../error.ts';
import { ExitStatus, type Io } from '../io.ts';

/** Beyond it a question is none; core would not read a longer line. */
const QUESTION_BYTES_MAX = 1 << 22;

export async function run(args: Arguments, io: Io): Promise<number> {
  const options = await circumstances(args, io);
  for await (const [folder, line] of questions(io)) {
    await io.stdout.write(
      `${answerTo(line, { ...options, workingDirectory: folder, workspace: workspaceAround(folder) })}\0`,
    );
    if (io.stdout.closed) break;
  }
  return ExitStatus.OK;
}

async function* questions(io: Io): AsyncGenerator<readonly [folder: string, line: string]> {
  let rest = Buffer.alloc(0);
  for await (const chunk of io.stdin) {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const first = rest.indexOf(0);
      const second = first < 0 ? -1 : rest.indexOf(0, first + 1);
      if (second < 0) break;
      yield [rest.toString('utf8', 0, first), rest.toString('utf8', first + 1, second)];
      rest = rest.subarray(second + 1);
    }
    if (rest.length > QUESTION_BYTES_MAX)
      throw new CliError('INPUT', 'expected shorter lines of a shell, met a longer one');
  }
}

/**
 * `allow`, `ask`, `deny`, or `more` for a line that cannot be read, mostly since it goes on below: the shell knows. Behind
 * all but the first what a person is shown.
 */
export function answerTo(line: string, options: ContextOptions): string {
  const explanation = explain({ kind: 'command', command: line }, createContext(options));
  const { verdict, reasons } = explanation;
  if (verdict === 'allow') return 'allow';
  if (reasons.length > 0 && reasons.every(({ code }) => code === 'text.unparsed')) return `more\n${shown(explanation)}`;
  return `${verdict}\n${shown(explanation)}`;
}

const REASONS_MAX = 5;

function shown({ verdict, reasons, alternative }: Explanation): string {
  const lines = reasons.slice(0, REASONS_MAX).map(({ code, message }) => `  ${clipped(code)}: ${clipped(message)}`);
  const way = verdict !== 'deny' ? 'Enter once more runs it.' : 'Ctrl-X Enter runs it all the same.';
  const safer = alternative === undefined ? [] : [`  safer: ${clipped(alternative)}`];
  return [`capgate: ${verdict}`, ...lines, ...safer, `  ${way}`].join('\n');
}
