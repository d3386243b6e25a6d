/**
 * A program that answers in the way that its first word names: well, or as no program should. Every way but `silent-at-once`
 * answers the first question well, so that an arm can be opened on it.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [, , way = 'well', path = ''] = process.argv;
const put = (text: string): boolean => process.stdout.write(text);
const say = (answer: object): boolean => put(`${JSON.stringify(answer)}\n`);

interface Asked {
  readonly id: number;
  readonly command: string;
  readonly cwd?: string;
}

const WAYS: Readonly<Record<string, (asked: Asked) => unknown>> = {
  well: ({ id, command, cwd }) =>
    say({ id, verdict: command.startsWith('rm') ? 'deny' : 'allow', tokens: 3, costUsd: 0.5, cwd, pid: process.pid }),
  environment: ({ id }) => say({ id, verdict: 'ask', names: Object.keys(process.env), cwd: process.cwd() }),
  refusal: ({ id }) => say({ id, verdict: 'I would rather not' }),
  nothing: ({ id }) => say({ id }),
  prototype: ({ id }) => put(`{"id":${id},"__proto__":{"verdict":"allow"}}\n`),
  junk: () => put('hello there\n'),
  list: () => put('["allow"]\n'),
  other: ({ id }) => say({ id: id + 1, verdict: 'allow' }),
  nameless: () => say({ verdict: 'allow' }),
  twice: ({ id }) => put(`{"id":${id},"verdict":"allow"}\n{"id":${id},"verdict":"deny"}\n`),
  cost: ({ id }) => say({ id, verdict: 'allow', costUsd: -1 }),
  long: () => flood(),
  binary: () => process.stdout.write(Buffer.from([0xff, 0xfe, 0x00, 0x0a])),
  silent: () => {},
  death: () => {
    process.stderr.write('out of \u001b[31mpatience\n', () => process.exit(3));
  },
  crash: (asked) => (asked.command === 'boom' ? process.kill(process.pid, 'SIGKILL') : WAYS['well']?.(asked)),
  late: ({ id }) => say({ id, verdict: 'allow' }) && setTimeout(() => put('more\n'), 20),
  offspring: ({ id }) => {
    const child = spawn('/bin/sleep', ['1000'], { stdio: 'inherit' });
    writeFileSync(path, String(child.pid));
    say({ id, verdict: 'allow' });
  },
  stubborn: ({ id }) => {
    // Neither the end of its input nor a plea ends it.
    process.on('SIGTERM', () => {});
    setInterval(() => {}, 1_000);
    say({ id, verdict: 'allow' });
  },
};

/** A line that never ends. */
function flood(): void {
  put('x'.repeat(1 << 16));
  setImmediate(flood);
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const asked = JSON.parse(line) as Asked;
  if (asked.id === 1 && way !== 'silent-at-once') say({ id: 1, verdict: 'allow', version: '1.2.3' });
  else WAYS[way]?.(asked);
});
