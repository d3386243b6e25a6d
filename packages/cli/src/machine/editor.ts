/** A person's own editor. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../error.ts';

/** The text as it was saved. Throws `CliError` INPUT where the editor cannot be run or says that it failed. */
export function edit(text: string, env: NodeJS.ProcessEnv): string {
  // Nobody else can enter it.
  const folder = mkdtempSync(join(tmpdir(), 'capgate-'));
  const path = join(folder, 'rules.yaml');
  try {
    writeFileSync(path, text, { mode: 0o600 });
    // As git has it: what the variable holds is a command with its options.
    const editor = env['VISUAL'] || env['EDITOR'] || 'vi';
    const { status } = spawnSync('sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: 'inherit', env });
    if (status === 0) return readFileSync(path, 'utf8');
    throw new CliError(
      'INPUT',
      'expected the editor to end well, met an error; set VISUAL or EDITOR. Nothing was done',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
