/** A home folder of a test's own, and an installation's steps in it. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type HttpHook, INSTALL_CLIENTS, type Scope } from '@capgate/agents';
import { apply, type Step } from '../../src/install/apply.ts';
import { type Files, machineFiles } from '../../src/install/files.ts';
import { Journal } from '../../src/install/journal.ts';
import { planFor, type Plan, type Target } from '../../src/install/targets.ts';
import { undo, type Undone } from '../../src/install/undo.ts';
import type { Io } from '../../src/io.ts';

export class Home {
  readonly path = mkdtempSync(join(tmpdir(), 'capgate-init-'));
  readonly project = join(this.path, 'project');

  constructor() {
    mkdirSync(join(this.project, '.git'), { recursive: true });
  }

  file(name: string, text: string | undefined, mode = 0o640): string {
    const path = join(this.path, name);
    if (text === undefined) return path;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  }

  /** A Claude Code that tells its version, and does nothing else. */
  claude(version: string): string {
    return this.file('bin/claude', `#!/bin/sh\necho '${version} (Claude Code)'\n`, 0o755);
  }

  io(more: Partial<Io> = {}): Io {
    const none = { write: async () => {}, closed: false, isTerminal: false, columns: undefined };
    return {
      stdin: { async *[Symbol.asyncIterator]() {} },
      stdout: none,
      stderr: none,
      env: {},
      cwd: this.project,
      home: this.path,
      platform: 'linux',
      askSecret: async () => undefined,
      askLine: async () => undefined,
      edit: async (text) => text,
      ...more,
    };
  }

  target(agent: string, scope: Scope = 'user', http?: HttpHook): Target {
    const client = INSTALL_CLIENTS.find(({ name }) => name === agent);
    if (client === undefined) throw new Error(`no client ${agent}`);
    return { client, scope, project: this.project, ...(http && { http }) };
  }

  plan(agent: string, scope: Scope = 'user', http?: HttpHook): Plan {
    return planFor([this.target(agent, scope, http)], this.io({ env: { PATH: join(this.path, 'bin') } }));
  }

  journal(files: Files = machineFiles): Journal {
    return new Journal(join(this.path, 'state'), files);
  }

  apply(steps: readonly Step[], files: Files = machineFiles): void {
    for (const step of steps) apply(step, this.journal(files), files);
  }

  undo(files: Files = machineFiles): Undone[] {
    const journal = this.journal(files);
    return journal
      .entries()
      .toReversed()
      .map((entry) => undo(entry, journal, files));
  }

  /** Everything below the folder but the journal: content, mode, links, empty folders. */
  snapshot(): Readonly<Record<string, string>> {
    return Object.fromEntries(entriesBelow(this.path, '').filter(([name]) => !name.startsWith('/state')));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

function entriesBelow(root: string, name: string): [string, string][] {
  const path = join(root, name);
  const stat = lstatSync(path);
  const mode = (stat.mode & 0o7777).toString(8);
  if (stat.isSymbolicLink()) return [[name, `link ${readlinkSync(path)}`]];
  if (stat.isSocket()) return [[name, `${mode} socket`]];
  if (!stat.isDirectory()) return [[name, `${mode} ${readFileSync(path).toString('base64')}`]];
  return [[name, mode], ...readdirSync(path).flatMap((entry) => entriesBelow(root, `${name}/${entry}`))];
}

export function textAt(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
