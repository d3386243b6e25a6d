/** The program as a process of its own: its streams, its exit status, and what it does when a reader leaves. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const ARGV = ['--conditions=@capgate/source', MAIN];

function run(argv: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...ARGV, ...argv], { input, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the process', { timeout: 60_000 }, () => {
  it('ends with the verdict', () => {
    expect(run(['check', 'ls']).status).toBe(0);
    expect(run(['check', 'git push --force']).status).toBe(3);
    expect(run(['check', '-'], 'rm -rf /\n').status).toBe(4);
    expect(run(['check']).status).toBe(2);
  });

  it('paints nothing into a pipe', () => {
    expect(run(['check', 'rm -rf /']).stdout).not.toContain('\u001b');
  });

  it('streams: an answer comes before the next question', async () => {
    const child = spawn(process.execPath, [...ARGV, 'check', '--jsonl', '--no-reasons']);
    for (const id of [1, 2, 3]) {
      child.stdin.write(`${JSON.stringify({ id, command: 'ls' })}\n`);
      const [chunk] = await once(child.stdout, 'data');
      expect(JSON.parse(String(chunk))).toMatchObject({ id, verdict: 'allow' });
    }
    child.stdin.end();
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  it('is quiet when its reader leaves, and stops', async () => {
    const child = spawn(process.execPath, [...ARGV, 'check', '--jsonl', '--no-reasons']);
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    child.stdin.on('error', () => {});
    child.stdout.once('data', () => child.stdout.destroy());
    child.stdin.write('{"id":1,"command":"ls"}\n'.repeat(100_000));
    expect(await once(child, 'close')).toEqual([141, null]);
    expect(stderr).toBe('');
  });

  it('keeps its verdict though nobody reads it', async () => {
    const child = spawn(process.execPath, [...ARGV, 'check', 'rm -rf /']);
    child.stdout.destroy();
    expect(await once(child, 'close')).toEqual([4, null]);
  });

  it('takes megabytes and gives megabytes, whole and in order', () => {
    const count = 30_000;
    const input = Array.from(
      { length: count },
      (_, id) => `${JSON.stringify({ id, command: `rm -rf /srv/${id}` })}\n`,
    ).join('');
    const { status, stdout, stderr } = spawnSync(process.execPath, [...ARGV, 'check', '--jsonl', '--no-reasons'], {
      input,
      encoding: 'utf8',
      maxBuffer: 1 << 27,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const ids = stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line).id);
    expect(ids).toEqual(Array.from({ length: count }, (_, id) => id));
  });
});
