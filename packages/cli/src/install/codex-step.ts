/** After an installation: Codex's trust in its hook, which only the person gives. */
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { InstallError, ownPositions, type Placement } from '@capgate/agents';
import type { Arguments } from '../arguments.ts';
import type { Io } from '../io.ts';
import { type HookPositions, lookAtTrust, trustHooks } from './codex-trust.ts';
import { lookAt, type Place, settingsText } from './files.ts';
import { hashOf } from './journal.ts';
import { agreed, type Setup } from './setup.ts';
import { programPath } from './program-path.ts';
import { type Left, placementsOf, type Target } from './targets.ts';

const BY_HAND = 'type /hooks in Codex and trust the hook of Capgate; until then Codex runs without it';

/** What is left for the person to do; nothing where Codex trusts the hook or is not among the agents. */
export async function codexTrust(targets: readonly Target[], setup: Setup, args: Arguments, io: Io): Promise<Left[]> {
  const left: Left[] = [];
  for (const target of targets.filter(({ client }) => client.name === 'codex')) {
    const placements = placementsOf(target, io);
    const hooks = hookPositions(placements);
    if (hooks === undefined) continue;
    const reason = await trusted(target, hooks, placements, { setup, args, io });
    if (reason === undefined) await io.stdout.write('Codex trusts its hook.\n');
    else left.push({ agent: 'codex', path: hooks.files[0] ?? '', reason: `${reason}: ${BY_HAND}` });
  }
  return left;
}

/** Why Codex would run without the hooks that are in its settings; undefined where it runs them, or cannot be asked. */
export async function codexDistrust(target: Target, io: Io): Promise<string | undefined> {
  // Those of the machine need no trust.
  if (target.client.name !== 'codex' || target.scope === 'managed') return undefined;
  const [codex, hooks] = [programPath(io, 'codex'), hookPositions(placementsOf(target, io))];
  if (codex === undefined || hooks === undefined) return undefined;
  const outcome = await lookAtTrust(codex, hooks, target.project, io);
  return outcome.kind === 'trusted' ? undefined : `${outcome.reason}: ${BY_HAND}`;
}

interface Means {
  readonly setup: Setup;
  readonly args: Arguments;
  readonly io: Io;
}

/** Why it is not trusted; undefined where it is. */
async function trusted(
  target: Target,
  hooks: HookPositions,
  placements: readonly Placement[],
  { setup, args, io }: Means,
): Promise<string | undefined> {
  const codex = programPath(io, 'codex');
  if (codex === undefined) return 'codex is not on the search path';
  if (!(await agreed('Codex asks whether it is to trust this hook. Trust it?', args, io))) return 'it is not trusted';
  const settings = placements.find(({ kind }) => kind === 'key')?.path ?? '';
  const before = lookAt(settings);
  const outcome = await trustHooks(codex, hooks, target.project, io);
  writeDown(target, before, lookAt(settings), setup);
  return outcome.kind === 'trusted' ? undefined : outcome.reason;
}

/** Codex keeps its trust in its settings: what it wrote is undone with the rest. */
function writeDown({ client, scope, project }: Target, before: Place, after: Place, { journal }: Setup): void {
  if (before.found.kind !== 'file' || after.found.kind !== 'file') return;
  const [old, now] = [hashOf(before.found.bytes), hashOf(after.found.bytes)];
  if (old === now) return;
  const { target } = after;
  journal.add({
    agent: client.name,
    scope,
    project,
    target,
    mode: before.found.mode,
    after: now,
    folders: [],
    before: Buffer.from(before.found.bytes).toString('base64'),
    temporary: join(dirname(target), `.config.toml.capgate-${randomUUID()}`),
    removal: { kind: 'key', table: 'features', key: 'unified_exec_tty', value: false },
  });
}

/** Where our hooks are in Codex's settings; undefined where one of them is not. */
function hookPositions(placements: readonly Placement[]): HookPositions | undefined {
  const placement = placements.find(({ kind }) => kind === 'entries');
  if (placement?.kind !== 'entries') return undefined;
  const place = lookAt(placement.path);
  const text = settingsText(place);
  const hooks = text === undefined ? [] : positionsIn(text, placement);
  return hooks.length < placement.entries.length ? undefined : { files: [placement.path, place.target], hooks };
}

function positionsIn(
  text: string,
  { entries, launcher }: Extract<Placement, { kind: 'entries' }>,
): { readonly event: string; readonly position: number }[] {
  try {
    return entries.flatMap(({ list }) => {
      const event = (list.at(-1) ?? '').replace(/(?<=[a-z])(?=[A-Z])/gu, '_').toLowerCase();
      return ownPositions(text, list, launcher)
        .slice(0, 1)
        .map((position) => ({ event, position }));
    });
  } catch (error) {
    if (error instanceof InstallError) return [];
    throw error;
  }
}
