/** The way of a person: capgate serve as it is built, capgate open at a terminal, and the page that it signs in to. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SocketClient } from '@capgate/client';
import { CHROMIUM_FLAGS, needsProgram } from '@capgate/testing';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../cli/bin/capgate.cjs', import.meta.url));
/** Against hangs alone. */
const STARTING_MS = 120_000;
const CLEAR = { PATH: process.env['PATH'] ?? '' };

let home: string;
let address: string;
let service: ChildProcess;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'capgate-console-'));
  writeFileSync(join(home, 'gate.yaml'), `socket: { path: ${socketPath()} }\nhttp: { port: 0 }\n`);
  service = spawn(process.execPath, [PROGRAM, 'serve', '--config', join(home, 'gate.yaml')], {
    env: { ...CLEAR, HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  address = /and at (http:\S+)/u.exec(await said(service, 'Ctrl+C ends it.'))?.[1] ?? '';
}, STARTING_MS);

afterAll(() => {
  service.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

function socketPath(): string {
  return join(home, 'run/gate.sock');
}

async function said(child: ChildProcess, text: string): Promise<string> {
  let printed = '';
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk);
    if (printed.includes(text)) return printed;
  }
  throw new Error(`expected ${text}, met the end of the program: ${printed}`);
}

/** At a terminal, as a person has one, with none of this process's variables. */
function atTerminal(...words: string[]): string {
  const line = [process.execPath, PROGRAM, ...words].map((word) => `'${word}'`).join(' ');
  const env = { ...CLEAR, HOME: home, CAPGATE_SOCKET: socketPath() };
  return spawnSync('script', ['-qec', line, '/dev/null'], { env, encoding: 'utf8' }).stdout;
}

test('capgate open leads to the page, where an agent that waits is answered', async (context) => {
  needsProgram(context, 'script');
  const browser = await chromium.launch({
    executablePath: needsProgram(context, 'chromium'),
    headless: true,
    args: [...CHROMIUM_FLAGS],
  });
  const agent = new SocketClient({ path: socketPath() });
  const force = {
    action: { kind: 'command', command: 'git push --force origin main' },
    session: 's1',
    agent: 'tester',
    cwd: '/srv/work',
  } as const;
  try {
    await expect(agent.decide(force)).resolves.toMatchObject({ verdict: 'ask' });
    const printed = atTerminal('open', '--address', address);
    const [url = ''] = /http:\S+\/sign-in\/\S+/u.exec(printed) ?? [];
    const tab = await browser.newPage();
    await tab.goto(url);
    await tab.getByRole('link', { name: 'Answer it' }).click();
    await tab.getByText('tester').first().waitFor();
    await tab.getByRole('button', { name: /Allow once/u }).waitFor();
    await tab.waitForTimeout(500);
    await tab.keyboard.press('a');
    await tab.getByRole('status').getByText('Allowed').waitFor();
    await expect(agent.decide(force)).resolves.toMatchObject({ verdict: 'allow' });
    await tab.goto(`${address}/#/system`);
    await tab.getByText('Verified by this browser').waitFor();
    await tab.getByText(`As the settings in ${home}`).waitFor();
    await tab.getByRole('row', { name: `socket.path ${socketPath()} file` }).waitFor();
    // Whoever has the address later gets in nowhere by it.
    const stranger = await browser.newPage();
    const answer = await stranger.goto(url);
    expect(answer?.status()).toBe(401);
  } finally {
    agent.close();
    await browser.close();
  }
});
