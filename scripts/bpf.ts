/**
 * Compiles the programs for the kernel as they lie in the repository. A test holds those bytes against this script's.
 *
 *     npm run bpf
 *
 * Needs Debian 12's clang-19, llvm-19, bpftool and libbpf-dev: others make other bytes.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type { BpfProgram, ObjectFile } from '../packages/kernel/src/bpf/object.ts';

const SOURCES = fileURLToPath(new URL('../packages/kernel/bpf/', import.meta.url));

/** By the names of their sources. */
export const OBJECTS = ['lsm', 'trace'] as const;
export type ObjectName = (typeof OBJECTS)[number];

const FLAGS = ['-g', '-O2', '-Wall', '-Wextra', '-Werror', '-Wno-unused-parameter', '-target', 'bpf', '-mcpu=v3'];

/** Why nothing can be compiled here; undefined where it can. */
export function missingCompiler(): string | undefined {
  const programs = ['clang-19', 'llvm-strip-19', 'bpftool'];
  const missing = programs.filter((program) => spawnSync(program, ['--version']).error !== undefined);
  return missing.length === 0
    ? undefined
    : `${missing.join(', ')} not on PATH; \`sudo scripts/provision.sh\` provides it`;
}

/** Where the compiled programs lie in the repository. */
export function objectFileOf(name: ObjectName): string {
  return join(SOURCES, `${name}.json`);
}

/** Leaves an ELF object, without what only debuggers read, at `to`; `source` is a path from the folder of sources. */
export function compileElf(source: string, to: string): void {
  // Relative, so that the object tells nothing of where it was compiled.
  const flags = [...FLAGS, '-fdebug-compilation-dir=.', '-c', source, '-o', to];
  execFileSync('clang-19', flags, { cwd: SOURCES, encoding: 'utf8' });
  execFileSync('llvm-strip-19', ['--strip-debug', to]);
}

/** The file of the repository, as its source says now; `source` is a path from the folder of sources. */
export function compileObject(name: string, source = `${name}.bpf.c`): string {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-bpf-'));
  try {
    const elf = join(folder, `${name}.o`);
    compileElf(source, elf);
    const skeleton = execFileSync('bpftool', ['gen', 'skeleton', '-L', elf, 'name', name], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    return `${JSON.stringify(fileOf(name, source, skeleton), undefined, 1)}\n`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fileOf(name: string, source: string, skeleton: string): ObjectFile {
  const sections = sectionsOf(readFileSync(resolve(SOURCES, source), 'utf8'));
  const programs = namesOf(skeleton, 'bpf_prog_desc').map((program): BpfProgram => {
    const section = sections.get(program);
    if (section === undefined) throw new Error(`expected a section of ${program} in ${source}`);
    return { name: program, section };
  });
  return {
    name,
    maps: namesOf(skeleton, 'bpf_map_desc'),
    programs,
    data: packed(bytesOf(skeleton, 'data')),
    instructions: packed(bytesOf(skeleton, 'insns')),
  };
}

/** The fields of the skeleton's structure are in the order in which the loader fills them in. */
function namesOf(skeleton: string, type: string): string[] {
  return [...skeleton.matchAll(new RegExp(`^\\s*struct ${type} (\\w+);`, 'gmu'))].map(([, name]) => name as string);
}

/** Function to section, of a source in which each program stands under its section. */
function sectionsOf(source: string): Map<string, string> {
  const found = source.matchAll(/^SEC\("([^"]+)"\)\nint (?:BPF_PROG\()?(\w+)/gmu);
  return new Map([...found].map(([, section, name]) => [name as string, section as string]));
}

function bytesOf(skeleton: string, field: string): Buffer {
  const literal = new RegExp(`opts\\.${field} = \\(void \\*\\)"([^"]*)"`, 'u').exec(skeleton)?.[1];
  if (literal === undefined) throw new Error(`expected bytes of ${field} in the skeleton`);
  const digits = [...literal.matchAll(/\\(?:x([0-9a-f]{2})|0)/gu)].map(([, byte]) => byte ?? '00');
  return Buffer.from(digits.join(''), 'hex');
}

function packed(bytes: Buffer): string {
  return brotliCompressSync(bytes).toString('base64');
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const name of OBJECTS) writeFileSync(objectFileOf(name), compileObject(name));
