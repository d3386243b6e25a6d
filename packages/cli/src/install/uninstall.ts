/** `capgate init --undo` and `capgate uninstall`. */
import { existsSync, rmSync } from 'node:fs';
import { reasonOf } from '../files.ts';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { machineFiles } from './files.ts';
import type { Written } from './journal.ts';
import { confirmRoot } from './separate-user.ts';
import { agreed, alone, type Setup, setupOf, systemSetup } from './setup.ts';
import { leftText, undoneText } from './shown.ts';
import type { Left } from './targets.ts';
import { revokedTokens } from './posting/step.ts';
import { type Keeper, keepersOf } from './service/keeper.ts';
import { ended, forgotten, isService } from './service/step.ts';
import { foreseen, undo, type Undone } from './undo.ts';
import { removeAll } from './versions.ts';

export async function undoRun(args: Arguments, io: Io): Promise<number> {
  const setup = setupFor(args, io);
  const named = args.values('agent');
  const entries = setup.journal.entries().filter(({ agent }) => named.length === 0 || named.includes(agent));
  const keepers = named.length === 0 ? keepersOf(entries, setup, io) : [];
  if (entries.length === 0 && keepers.length === 0) {
    await io.stdout.write('Nothing is installed that could be taken back.\n');
    return ExitStatus.OK;
  }
  return takeBack({ entries, keepers }, setup, args, io);
}

export async function run(args: Arguments, io: Io): Promise<number> {
  const setup = setupFor(args, io);
  const entries = setup.journal.entries();
  const status = await takeBack({ entries, keepers: keepersOf(entries, setup, io) }, setup, args, io);
  if (args.has('dry-run')) return status;
  if (status !== ExitStatus.OK) {
    await io.stderr.write(`What is installed in ${setup.data} stays, as hooks may still call it.\n`);
    return status;
  }
  const kept = setup.kept.filter((path) => existsSync(path)).map((path) => `  ${path}\n`);
  await io.stdout.write(`Capgate is removed from ${setup.data}. Keys, log, store and policy stay:\n${kept.join('')}`);
  // Last: this program may be running from there.
  rmSync(setup.folder, { recursive: true, force: true });
  removeAll(setup.data);
  return status;
}

function setupFor(args: Arguments, io: Io): Setup {
  if (!args.has('separate-user')) return setupOf(io);
  confirmRoot(io, 'to take back a gate under its own user');
  return systemSetup();
}

interface Installed {
  readonly entries: readonly Written[];
  /** What keeps the gate running. */
  readonly keepers: readonly Keeper[];
}

async function takeBack({ entries, keepers }: Installed, setup: Setup, args: Arguments, io: Io): Promise<number> {
  // What was changed last comes first.
  const last = entries.toReversed();
  if (args.has('dry-run')) return report(last.map(foreseen), [], io);
  const files = new Set(entries.map(({ target }) => target)).size;
  const question = `Take Capgate out of ${files} files${keepers.length > 0 ? ', and end the gate' : ''}?`;
  if (!(await agreed(question, args, io))) {
    await io.stdout.write('Nothing was done.\n');
    return ExitStatus.PROBLEM;
  }
  return alone(setup, io, async () => {
    // While the gate runs.
    const tokens = await revokedTokens(entries, io);
    const running = await ended(keepers);
    // What still runs keeps the file by which it can be ended.
    const others = running.length === 0 ? last : last.filter((entry) => !isService(entry));
    const all = others.map((entry) => undone(entry, setup));
    return report(all, [...tokens, ...running, ...(await forgotten(keepers))], io);
  });
}

/** One that fails does not keep the others from being undone. */
function undone(entry: Written, { journal }: Setup): Undone {
  try {
    return undo(entry, journal, machineFiles);
  } catch (error) {
    return { target: entry.target, agent: entry.agent, outcome: 'left', reason: reasonOf(error) };
  }
}

async function report(all: readonly Undone[], left: readonly Left[], io: Io): Promise<number> {
  for (const one of all) await io.stdout.write(undoneText(one));
  for (const one of left) await io.stderr.write(leftText(one));
  const isWhole = left.length === 0 && all.every(({ outcome }) => outcome !== 'left');
  return isWhole ? ExitStatus.OK : ExitStatus.PROBLEM;
}
