/** `registry scan` in a made-up search path and manual. */
import { UNSAFE } from '@capgate/testing';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Capability } from '@capgate/core';
import { inferredFlags } from '../src/registry/scan/infer.ts';
import { includedPage, readManualPage } from '../src/registry/scan/manual-page.ts';
import { summarise } from '../src/registry/scan/sizes.ts';
import { capgate, type Surroundings } from './harness.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'capgate-scan-'));
  mkdirSync(join(root, 'bin'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, content: string | Uint8Array, mode = 0o644): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  chmodSync(full, mode);
  return full;
}

const program = (path: string) => put(path, '', 0o755);

const PAGE = `.\\" A comment that tells to \\-\\-delete nothing.
.TH TOOL 1
.SH NAME
tool \\- fold paper
.SH OPTIONS
.TP
\\fB\\-\\-remove\\fR
Takes folds out.
`;

async function scan(more: readonly string[] = [], around: Surroundings = {}) {
  const where = ['--path', join(root, 'bin'), '--man', join(root, 'man')];
  const outcome = await capgate(['registry', 'scan', '--json', ...where, ...more], around);
  return { ...outcome, found: outcome.status === 0 ? JSON.parse(outcome.stdout) : undefined };
}

const commandNamed = (found: { commands: { name: string }[] }, name: string) =>
  found.commands.find((command) => command.name === name);

describe('registry scan', () => {
  it('takes a descriptor from knowledge, else from the manual page, else says that the tool is unknown', async () => {
    for (const name of ['git', 'foldctl', 'nopagectl']) program(`bin/${name}`);
    put('bin/no-program', 'text');
    put('man/man1/foldctl.1.gz', gzipSync(PAGE));
    const { found } = await scan();
    expect(found).toMatchObject({ folders: 1, known: 1, inferred: 1, unknown: 1, notes: [], shadowed: [] });
    expect(commandNamed(found, 'git')).toMatchObject({ source: 'known', capabilities: [] });
    expect(commandNamed(found, 'foldctl')).toMatchObject({
      source: 'inferred',
      risk: 'HIGH',
      capabilities: ['DESTRUCTIVE', 'FILE_MODIFICATION', 'INFERRED'],
      manual_bytes: PAGE.length,
      ratio: PAGE.length / 24,
    });
    expect(commandNamed(found, 'nopagectl')).toMatchObject({
      source: 'unknown',
      risk: 'HIGH',
      capabilities: ['UNKNOWN_TOOL'],
      ratio: null,
    });
  });

  it('writes a registry in which commands and known subcommands are found', async () => {
    for (const name of ['git', 'nopagectl']) program(`bin/${name}`);
    const file = join(root, 'here.tcpr');
    const { found } = await scan(['--output', file]);
    expect(found.written).toMatchObject({ path: file });
    const lookup = async (name: string) =>
      JSON.parse((await capgate(['registry', 'lookup', '--json', file, name])).stdout) as object;
    expect(await lookup('git push')).toMatchObject({ name: 'git push', command_length: 8 });
    expect(await lookup('nopagectl')).toMatchObject({ capabilities: ['UNKNOWN_TOOL'] });
  });

  it('compares the pages of a family with its bytes', async () => {
    program('bin/git');
    put('man/man1/git.1', 'x'.repeat(5000));
    const alone = await scan();
    put('man/man1/git-push.1', 'x'.repeat(50_000));
    const { found } = await scan();
    expect(found.compression.text.count).toBe(2);
    expect(found.compression.text.mean.value).toBeCloseTo(55_000 / 24 / 2);
    expect(found.compression.families.count).toBe(1);
    expect(found.compression.families.mean.value).toBeCloseTo(alone.found.compression.families.mean.value * 11);
  });

  it('names what an earlier folder shadows, but not a folder or file met twice', async () => {
    program('bin/tool');
    program('other/tool');
    mkdirSync(join(root, 'linked'));
    symlinkSync(join(root, 'bin/tool'), join(root, 'linked/tool'));
    symlinkSync(join(root, 'bin'), join(root, 'again'));
    const path = ['bin', 'again', 'linked', 'other'].map((folder) => join(root, folder)).join(':');
    const { stdout } = await capgate(['registry', 'scan', '--json', '--path', path]);
    expect(JSON.parse(stdout)).toMatchObject({
      folders: 3,
      shadowed: [{ name: 'tool', path: join(root, 'other/tool') }],
    });
  });

  it('says what it left out and why, and shows no character that a terminal obeys', async () => {
    program('bin/two words');
    program('bin/esc\u001b[31m');
    symlinkSync('/nowhere/at/all', join(root, 'bin/broken'));
    writeFileSync(Buffer.concat([Buffer.from(`${root}/bin/`), Buffer.from([0xff, 0xfe])]), '');
    put('file', '');
    const path = [join(root, 'bin'), join(root, 'absent'), join(root, 'file'), 'relative'].join(':');
    for (const form of [[], ['--json']]) {
      const { status, stdout } = await capgate(['registry', 'scan', ...form, '--path', path]);
      expect(status).toBe(0);
      expect(stdout).not.toMatch(UNSAFE);
      for (const reason of ['no UTF-8', 'a blank', 'ENOENT', 'ENOTDIR', 'a relative folder'])
        expect(stdout).toContain(reason);
    }
  });

  it.each([
    ['no sound gzip', 'damaged', new Uint8Array([0x1f, 0x8b, 8, 0, 1])],
    ['more than', 'a bomb', gzipSync(new Uint8Array(9 << 20))],
    ['is not there', 'an include of nothing', gzipSync('.so man1/absent.1\n')],
    ['is not there', 'an include from outside', gzipSync('.so ../../secret.1\n')],
    ['only name another', 'an include of itself', gzipSync('.so man1/tool.1\n')],
  ])('reads no page where it says "%s": %s', async (reason, _what, bytes) => {
    program('bin/tool');
    put('secret.1', 'secret');
    mkdirSync(join(root, 'man'), { recursive: true });
    put('man/man1/tool.1.gz', bytes);
    const { found } = await scan();
    expect(found).toMatchObject({ inferred: 0, unknown: 1 });
    expect(found.notes[0].why).toContain(reason);
  });

  it('follows a page that names another, and prefers section 1', async () => {
    program('bin/tool');
    put('man/man8/tool.8', PAGE);
    put('man/man1/tool.1', '.so man1/real.1\n');
    put('man/man1/real.1.gz', gzipSync(PAGE));
    const { found } = await scan();
    expect(commandNamed(found, 'tool')).toMatchObject({ source: 'inferred', manual_bytes: PAGE.length });
    expect(commandNamed(found, 'tool')).not.toMatchObject({ capabilities: expect.arrayContaining(['REQUIRES_ROOT']) });
  });

  it('finds the manual through MANPATH, or beside the folder of the command', async () => {
    program('bin/tool');
    put('share/man/man1/tool.1', PAGE);
    put('elsewhere/man1/tool.1', `${PAGE}${PAGE}`);
    const bytesWith = async (env: Readonly<Record<string, string>>) => {
      const { stdout } = await capgate(['registry', 'scan', '--json', '--path', join(root, 'bin')], { env });
      return commandNamed(JSON.parse(stdout), 'tool');
    };
    expect(await bytesWith({})).toMatchObject({ manual_bytes: PAGE.length });
    expect(await bytesWith({ MANPATH: join(root, 'elsewhere') })).toMatchObject({ manual_bytes: 2 * PAGE.length });
  });

  it('shows a bar where standard error is a terminal, and clears it', async () => {
    program('bin/tool');
    expect((await scan()).stderr).toBe('');
    const { stderr } = await scan([], { errorColumns: 80 });
    expect(stderr).toBe(`\r${'░'.repeat(40)}   0 % of 1\r\u001b[K`);
  });

  it('needs a search path', async () => {
    const { status, stderr } = await capgate(['registry', 'scan']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('PATH or --path') });
  });
});

describe('a manual page', () => {
  it('gives its options in both sets of macros', () => {
    const man = readManualPage('.SH "OPTIONS"\n.B \\-f\n, \\fB\\-\\-force\\fP=\\fIwhen\\fR and well-known\n');
    expect([...man.options]).toEqual(['-f', '--force']);
    const mdoc = readManualPage('.Sh SYNOPSIS\n.Nm tool\n.Op Fl x\n.Fl -long Ns = Ns Ar n\n');
    expect([...mdoc.options]).toEqual(['-x', '--long']);
    expect(mdoc.sections.get('SYNOPSIS')).toContain('tool');
  });

  it('is another page where it says so and nothing else', () => {
    expect(includedPage('.\\" comment\n.so man1/other.1\n')).toBe('man1/other.1');
    expect(includedPage('.so man1/macros\n.SH NAME\nx\n')).toBeUndefined();
  });

  it('is never taken for more than a guess', () => {
    const harmless = inferredFlags(readManualPage('.SH NAME\ntool \\- says hello\n'), '1');
    expect(harmless).toBe((1 << 3) | Capability.INFERRED);
    const administrator = inferredFlags(readManualPage('.SH NAME\ntool \\- says hello\n'), '8');
    expect(administrator & Capability.REQUIRES_ROOT).not.toBe(0);
  });
});

describe('the summary of ratios', () => {
  it('has the median and mean, within intervals that are the same each time', () => {
    const ratios = Array.from({ length: 99 }, (_, index) => index + 1);
    const summary = summarise(ratios);
    expect(summary).toMatchObject({ count: 99, median: { value: 50 }, mean: { value: 50 } });
    // The standard error of the mean is 28.6 / √99 = 2.87.
    expect(summary?.mean.low).toBeCloseTo(50 - 1.96 * 2.87, -0.5);
    expect(summary?.mean.high).toBeCloseTo(50 + 1.96 * 2.87, -0.5);
    expect(summarise(ratios.toReversed())).toEqual(summary);
  });

  it('of nothing is nothing, of one value is that value', () => {
    expect(summarise([])).toBeUndefined();
    expect(summarise([7])?.mean).toEqual({ value: 7, low: 7, high: 7 });
  });
});
