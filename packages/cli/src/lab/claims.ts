/** `capgate lab claims`. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clipped, visibleJson } from '@capgate/base';
import type { Claim, ClaimResult, ClaimVerdict, CommandSizes, MeasuredRecord, Means } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { ExitStatus, type Io } from '../io.ts';
import { Progress } from '../progress.ts';
import { familySizeOf, type ScannedCommand } from '../registry/scan/catalogue.ts';
import { scanSystem } from '../registry/scan/system.ts';
import { findLab } from './find.ts';

const SEED = 1;

export async function run(args: Arguments, io: Io): Promise<number> {
  const { claimsOf, environmentNow, resultOf } = await findLab();
  const environment = environmentNow();
  const chosen = chosenIds(claimsOf({ seed: SEED }), args.operands);
  const means = { seed: SEED, ...builtProgram(), ...(await installedHere(io)) };
  const claims = claimsOf(means).filter(({ id }) => chosen.has(id));
  const results = await measureAll(claims, resultOf, io);
  const { cpu, cores, platform, kernel, versions } = environment;
  const machine = `${cpu}, ${cores} cores, ${platform}, kernel ${kernel}, Node ${versions['node']}`;
  await io.stdout.write(
    args.has('json') ? `${visibleJson({ environment, seed: SEED, claims: results })}\n` : textOf(machine, results),
  );
  return ExitStatus.OK;
}

/** What npm installs, built: of sources that run by themselves, the bundle beside them where there is one. */
function builtProgram(): Pick<Means, 'program'> {
  const path = process.argv[1] === undefined ? undefined : realpathSync(process.argv[1]);
  if (path === undefined || !path.endsWith('.ts')) return path === undefined ? {} : { program: path };
  const folder = dirname(dirname(path));
  return existsSync(join(folder, 'dist/main.cjs')) ? { program: join(folder, 'bin/capgate.cjs') } : {};
}

async function installedHere(io: Io): Promise<Pick<Means, 'installed'>> {
  if ((io.env['PATH'] ?? '') === '') return {};
  const { found, commands } = await scanSystem(io);
  const paths = new Map(found.executables.map(({ name, path }) => [name, path]));
  return {
    installed: {
      commands: commands.flatMap((command) => sizesOf(command, paths.get(command.name))),
      families: commands
        .filter(({ subcommands }) => subcommands.length > 0)
        .map((tool) => ({ name: tool.name, members: tool.subcommands.length + 1, bytes: familySizeOf(tool) })),
    },
  };
}

/** The tool, and its subcommands: these have pages, and no program of their own. */
function sizesOf({ name, manual, subcommands }: ScannedCommand, path: string | undefined): CommandSizes[] {
  const executableBytes = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })?.size;
  const own = { name, ...pageOf(manual), ...(executableBytes !== undefined && { executableBytes }) };
  return [own, ...subcommands.map((subcommand) => ({ name: subcommand.name, ...pageOf(subcommand.manual) }))];
}

const pageOf = (manual: { readonly textBytes: number } | undefined): { pageBytes?: number } =>
  manual === undefined ? {} : { pageBytes: manual.textBytes };

/** All where none is named. */
function chosenIds(claims: readonly Claim[], ids: readonly string[]): ReadonlySet<string> {
  const known = new Set(claims.map(({ id }) => id));
  const other = ids.find((id) => !known.has(id));
  if (other === undefined) return ids.length === 0 ? known : new Set(ids);
  throw new CliError('INPUT', `expected one of ${[...known].join(', ')}, met ${clipped(other)}`);
}

async function measureAll(
  claims: readonly Claim[],
  resultOf: (claim: Claim) => ClaimResult,
  io: Io,
): Promise<ClaimResult[]> {
  const progress = new Progress(io.stderr, claims.length);
  const results: ClaimResult[] = [];
  for (const claim of claims) {
    await progress.show(results.length);
    results.push(resultOf(claim));
  }
  await progress.end();
  return results;
}

const TITLES = { readme: 'What the README says', literature: 'What is said of the protocol' } as const;

function textOf(machine: string, results: readonly ClaimResult[]): string {
  const parts = (['readme', 'literature'] as const).map((source) => {
    const own = results.filter((result) => result.source === source);
    return own.length === 0 ? '' : `\n${TITLES[source]}\n${own.map(claimText).join('')}`;
  });
  return `${machine}\n${parts.join('')}\n${countsOf(results)}\n`;
}

function claimText({ id, statement, claimed, verdict, measured, why, method }: ClaimResult): string {
  const side = claimed.relation === 'at-least' ? '≥' : '≤';
  return [
    `\n  ${statement}  (${id})`,
    `    claimed   ${side} ${claimed.value.toLocaleString('en')}${unitOf(claimed.unit)}`,
    `    measured  ${measured === undefined ? why : figureOf(measured)}`,
    `    of        ${method}`,
    `    ${verdict.toUpperCase()}`,
    '',
  ].join('\n');
}

function figureOf({ value, low, high, confidence, unit, n }: MeasuredRecord): string {
  const interval = `${100 * confidence} % from ${amount(low)} to ${amount(high)}`;
  return `${amount(value)}${unitOf(unit)}, ${interval}, n ${n.toLocaleString('en')}`;
}

function countsOf(results: readonly ClaimResult[]): string {
  const verdicts: readonly ClaimVerdict[] = ['holds', 'does not hold', 'undecided', 'not measurable here'];
  return verdicts
    .map((verdict) => `${results.filter((result) => result.verdict === verdict).length} ${verdict}`)
    .join(', ');
}

/** Shares and ratios have no unit. */
function unitOf(unit: string): string {
  return unit === '1' ? '' : ` ${unit}`;
}

function amount(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}
