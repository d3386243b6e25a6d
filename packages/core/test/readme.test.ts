/** The package's page: its examples run and print what their comments say, and its tables are those of the code. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { modeVerdict } from '../src/index.ts';

const PACKAGE = new URL('..', import.meta.url);
const PAGE = readFileSync(new URL('README.md', PACKAGE), 'utf8');
const RUN_TIMEOUT_MS = 60_000;
/** Stands in the output before what an example prints. */
const NEXT = '\u0000';

interface Example {
  readonly title: string;
  readonly code: string;
  /** What each `console.log` prints, as the comment behind it says. */
  readonly says: readonly string[];
}

function examples(): Example[] {
  return PAGE.split(/^## /mu).flatMap((section) => {
    const title = section.slice(0, section.indexOf('\n'));
    const blocks = Array.from(section.matchAll(/^```(?:js|ts)\n(.*?)^```$/gmsu), ([, code = '']) => code);
    return blocks.map((code, index) => ({ title: `${title}, example ${index + 1}`, code, says: promises(code) }));
  });
}

function source(path: string): string {
  return readFileSync(new URL(`src/${path}`, PACKAGE), 'utf8');
}

function promises(code: string): string[] {
  return Array.from(code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gmu), ([, says = '']) => says);
}

const EXAMPLES = examples();

describe('the package page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-readme-'));
  let printed: string[];

  // In one process, from a folder in which the package is installed, as a reader would run them.
  beforeAll(() => {
    mkdirSync(join(folder, 'node_modules/@capgate'), { recursive: true });
    symlinkSync(fileURLToPath(PACKAGE), join(folder, 'node_modules/@capgate/core'));
    const imports = EXAMPLES.map(({ code }, index) => {
      const file = join(folder, `${index}.mjs`);
      writeFileSync(file, code);
      return `process.stdout.write('\\0'); await import('${pathToFileURL(file).href}');`;
    });
    const argv = ['--conditions=@capgate/source', '--input-type=module', '--eval', imports.join('\n')];
    printed = execFileSync(process.execPath, argv, { cwd: folder, encoding: 'utf8' }).split(NEXT).slice(1);
  }, RUN_TIMEOUT_MS);

  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(EXAMPLES.map((example, index) => ({ ...example, index })))('$title', ({ code, says, index }) => {
    expect(says.length).toBeGreaterThan(0);
    expect(says.length, 'every print says what it prints').toBe(code.split('console.log(').length - 1);
    expect(printed[index]?.trimEnd().split('\n')).toEqual(says);
  });

  test('the first example has ten lines at most', () => {
    expect(EXAMPLES[0]?.code.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
  });

  test('the table of verdicts is that of the modes', () => {
    const rows = [...PAGE.matchAll(/^\| (SAFE|LOW|MEDIUM|HIGH|CRITICAL) \| (\w+).* \| (\w+) \| (.*) \|$/gmu)];
    expect(rows.map(([, risk]) => risk)).toEqual([...core.RISKS]);
    for (const [risk, [, , strict, balanced, observe]] of rows.entries()) {
      const verdict = (mode: core.Mode): string => core.VERDICTS[modeVerdict(mode, risk as core.Risk, 0)];
      expect([strict, balanced]).toEqual([verdict('strict'), verdict('balanced')]);
      expect(observe).toBe(verdict('observe') === 'allow' ? 'allow' : `allow; judged ${verdict('observe')}`);
    }
    const unsure = core.Capability.DYNAMIC;
    expect([modeVerdict('strict', 0, unsure), modeVerdict('balanced', 0, unsure)]).toEqual([1, 0]);
  });

  test('it names everything that is exported, and nothing else', () => {
    const index = PAGE.slice(PAGE.indexOf('## Everything that is exported'));
    const named = Array.from(index.matchAll(/`(\w+)`/gu), ([, name = '']) => name);
    expect(named.toSorted()).toEqual(Object.keys(core).toSorted());
  });

  test('it names every option of a context and every code of an error', () => {
    const options = /interface ContextOptions \{(.*?)^\}/msu.exec(source('context.ts'))?.[1] ?? '';
    const optionNames = Array.from(options.matchAll(/readonly (\w+)\?/gu), ([, name]) => name);
    expect(optionNames.length).toBeGreaterThan(5);
    expect(optionNames.filter((name) => !PAGE.includes(`| \`${name}\` |`))).toEqual([]);
    for (const [file, name] of [
      ['policy/error.ts', 'PolicyError'],
      ['descriptor/error.ts', 'DescriptorError'],
      ['descriptor/family.ts', 'FamilyError'],
      ['descriptor/registry.ts', 'RegistryError'],
    ] as const) {
      const union = new RegExp(`type ${name}Code =(.*?);`, 'su').exec(source(file))?.[1] ?? '';
      const own = Array.from(union.matchAll(/'(\w+)'/gu), ([, code]) => code);
      const codes = name === 'DescriptorError' ? [...core.DESCRIPTOR_FAULTS, ...own] : own;
      const row = PAGE.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
      expect(Array.from(row.matchAll(/`([A-Z_]+)`/gu), ([, code]) => code)).toEqual(codes);
    }
  });

  test('its links lead somewhere', () => {
    const links = Array.from(PAGE.matchAll(/\]\(([^)]+)\)/gu), ([, target = '']) => target);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((target) => !existsSync(new URL(target, PACKAGE)))).toEqual([]);
  });
});
