import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/commands.ts';
import { flatten } from '../src/completion/tree.ts';
import { capgate } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'capgate-'));
writeFileSync(join(folder, 'a policy.yaml'), '');
mkdirSync(join(folder, 'folder'));

/** What bash offers for the last of `words`. */
async function offered(...words: string[]): Promise<string[]> {
  const { stdout } = await capgate(['completion', 'bash']);
  const script = `${stdout}
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_capgate 2>/dev/null
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync('bash', ['-c', script, 'bash', ...words], { cwd: folder, encoding: 'utf8' });
  return output
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

describe('completion in bash', () => {
  it.each(flatten(COMMANDS).map(({ name }) => name))('offers every option and subcommand of %s', async (name) => {
    const command = flatten(COMMANDS).find((candidate) => candidate.name === name);
    const words = await offered(...name.split(' '), '');
    for (const { spellings } of command?.options ?? []) expect(words).toEqual(expect.arrayContaining([...spellings]));
    for (const below of command?.spec.commands ?? []) expect(words).toContain(below.name);
  });

  it('offers what begins as the word does', async () => {
    expect(await offered('capgate', 'c')).toEqual(['check', 'completion']);
    expect(await offered('capgate', 'policy', 'l')).toEqual(['lint']);
    expect(await offered('capgate', 'check', '--un')).toEqual(['--unattended']);
    expect(await offered('capgate', 'completion', 'f')).toEqual(['fish']);
  });

  it('offers the values of options, however they are attached', async () => {
    expect(await offered('capgate', 'check', '--mode', '')).toEqual(['balanced', 'observe', 'strict']);
    expect(await offered('capgate', 'check', '--mode', '=', 'st')).toEqual(['strict']);
    expect(await offered('capgate', 'check', '--mode', '=')).toEqual(['balanced', 'observe', 'strict']);
    expect(await offered('capgate', 'descriptor', 'encode', 'rm', '--risk', 'CR')).toEqual(['CRITICAL']);
  });

  it('offers files where files are wanted, and folders where folders are', async () => {
    expect(await offered('capgate', 'check', '--policy', '')).toEqual(['a policy.yaml', 'folder']);
    expect(await offered('capgate', 'check', '--cwd', '')).toEqual(['folder']);
    expect(await offered('capgate', 'policy', 'lint', 'a')).toEqual(['a policy.yaml']);
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('names every option in %s', async (shell) => {
    const { status, stdout } = await capgate(['completion', shell]);
    expect(status).toBe(0);
    for (const { spec } of flatten(COMMANDS)) {
      for (const { name } of spec.options ?? []) expect(stdout).toMatch(new RegExp(`(?:--|-l )${name}\\b`, 'u'));
    }
  });

  it('knows no other shell', async () => {
    const { status, stderr } = await capgate(['completion', 'tcsh']);
    expect(status).toBe(2);
    expect(stderr).toContain('expected bash, zsh or fish, met "tcsh"');
  });
});
