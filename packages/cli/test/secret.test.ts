/** Secrets that are typed: how keys of the keyboard make a line, and a real terminal that does not show it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { needsProgram } from '@capgate/testing';
import { describe, expect, it } from 'vitest';
import { SECRET_BYTES_MAX, SecretLine } from '../src/machine/secret-line.ts';
import { LogHome } from './log-harness.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Answers each question in turn; gives what the terminal showed. */
async function session(
  program: string,
  home: LogHome,
  answers: readonly string[],
): Promise<{ status: number; screen: string }> {
  const words = ['--conditions=@capgate/source', MAIN, 'keys', 'new', '--algorithm', 'ed25519', '--keys', home.keys];
  const command = [process.execPath, ...words, '--log', home.log].join(' ');
  const child = spawn(program, ['-qefc', command, '/dev/null']);
  let screen = '';
  let questions = 0;
  child.stdout.on('data', (chunk) => {
    screen += String(chunk);
    const asked = screen.split(/(?:new key|again): /u).length - 1;
    for (; questions < asked; questions++) child.stdin.write(answers[questions] ?? '\u0003');
  });
  const [status] = (await once(child, 'close')) as [number];
  return { status, screen };
}

function typed(...chunks: string[]): { state: string; value: string } {
  const line = new SecretLine();
  let state = 'open';
  for (const chunk of chunks) state = line.take(Buffer.from(chunk));
  return { state, value: Buffer.from(line.value()).toString('utf8') };
}

describe('a line that is not shown', () => {
  it.each([
    ['ends at the return key', ['ab', 'c\r'], 'complete', 'abc'],
    ['forgets a character at a backspace', ['aß€\u007f\u007fb\n'], 'complete', 'ab'],
    ['has nothing to forget at its beginning', ['\u007f\u0008a\u007f\u007fb\r'], 'complete', 'b'],
    ['forgets everything at ^U', ['wrong\u0015right\r'], 'complete', 'right'],
    ['is given up at ^C', ['ab\u0003'], 'cancelled', 'ab'],
    ['is given up at ^D', ['\u0004'], 'cancelled', ''],
    ['waits for more', ['ab'], 'open', 'ab'],
  ])('%s', (_what, chunks, state, value) => {
    expect(typed(...chunks)).toEqual({ state, value });
  });

  it('is never cut to what fits', () => {
    expect(typed('x'.repeat(SECRET_BYTES_MAX), '\r').state).toBe('complete');
    expect(typed('x'.repeat(SECRET_BYTES_MAX), 'x\r').state).toBe('cancelled');
  });

  it('leaves nothing behind once erased', () => {
    const line = new SecretLine();
    line.take(Buffer.from('secret'));
    line.erase();
    expect(line.value()).toHaveLength(0);
  });
});

describe('at a terminal', { timeout: 60_000 }, () => {
  it('a passphrase is asked for twice and shown never, and seals the key', async (context) => {
    const script = needsProgram(context, 'script');
    const home = new LogHome();
    const { status, screen } = await session(script, home, ['geheim\r', 'gehx\u007feim\r']);
    expect({ status, screen }).toEqual({ status: 0, screen: expect.stringContaining('Fingerprint') });
    expect(screen).not.toContain('geh');
    const rotated = await home.capgate(['keys', 'rotate'], { secrets: ['geheim'] });
    expect(rotated.status).toBe(0);
    home.remove();
  });

  it('^C ends it with nothing made', async (context) => {
    const script = needsProgram(context, 'script');
    const home = new LogHome();
    const { status, screen } = await session(script, home, ['geheim\r', '\u0003']);
    expect({ status, screen }).toEqual({ status: 2, screen: expect.stringContaining('nothing was done') });
    const { status: shown } = await home.capgate(['keys', 'show']);
    expect(shown).toBe(2);
    home.remove();
  });
});
