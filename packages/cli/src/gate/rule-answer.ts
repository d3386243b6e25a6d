/** `capgate approvals allow ID --rule`: from a proposal to a rule in force, by way of a person. */
import { type AnswerOf, ClientError, type SocketClient } from '@capgate/client';
import { visible } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { readInput } from '../files.ts';
import { ExitStatus, type Io } from '../io.ts';
import { counted } from '../machine/times.ts';
import { MAX_JSON_BYTES, parseDocument } from '../documents.ts';
import { paintFor } from '../style.ts';
import type { ApprovalDetail } from './approval-text.ts';
import { actionText, verdictText } from './shown.ts';

type Rules = Record<string, unknown>[];
type DryRun = AnswerOf<'POST', '/v1/approvals/{approval}/rules/dry-run'>;

interface Wanted {
  readonly parent: number;
  readonly rules: Rules;
}

const CHANGES_SHOWN = 10;

export async function allowByRule(client: SocketClient, args: Arguments, io: Io, approval: string): Promise<number> {
  const params = { approval };
  const detail = await client.call('GET', '/v1/approvals/{approval}', { params });
  const { wanted, report } = await chosen(client, args, io, detail);
  await io.stdout.write(dryRunText(report, io));
  if (!args.has('yes') && !(await isConfirmed(io))) {
    await io.stdout.write('Nothing was done; it goes on waiting.\n');
    return ExitStatus.PROBLEM;
  }
  const message = args.value('message');
  const body = { ...wanted, ...(message !== undefined && { message }) };
  const { version } = await client.call('POST', '/v1/approvals/{approval}/rules', { params, body });
  await io.stdout.write(
    `${approval} is allowed, and its like from now on: version ${version} of the policy is in force.\n`,
  );
  return ExitStatus.OK;
}

interface Tried {
  readonly wanted: Wanted;
  readonly report: DryRun;
}

/** The rules, which the gate has tried. What it refuses goes back into the editor, with what it says. */
async function chosen(client: SocketClient, args: Arguments, io: Io, detail: ApprovalDetail): Promise<Tried> {
  const { parent = 0, rules = [] } = detail.proposal ?? {};
  if (args.has('rule-as-proposed')) {
    if (rules.length > 0) return tryOut(client, detail, { parent, rules: rules as Rules });
    throw new CliError(
      'INPUT',
      `expected a rule that is proposed, met none: ${detail.proposal?.why ?? 'it waits no more'}`,
    );
  }
  if (args.value('rule') === '-') {
    return tryOut(client, detail, { parent, rules: await rulesOf(await readInput(io, MAX_JSON_BYTES)) });
  }
  let text = await draft(detail);
  for (;;) {
    const edited = await io.edit(text);
    try {
      return await tryOut(client, detail, { parent, rules: await rulesOf(edited) });
    } catch (error) {
      const said = refusalOf(error);
      // Who saves the same again gives up.
      if (said === undefined || edited === text) throw error;
      text = `# Not taken: ${visible(said)}\n${edited.replace(/^# Not taken: .*\n/u, '')}`;
    }
  }
}

async function tryOut(client: SocketClient, { approval }: ApprovalDetail, wanted: Wanted): Promise<Tried> {
  const params = { approval };
  return {
    wanted,
    report: await client.call('POST', '/v1/approvals/{approval}/rules/dry-run', { params, body: wanted }),
  };
}

/** What a person can mend in the text; undefined for anything else. */
function refusalOf(error: unknown): string | undefined {
  if (error instanceof ClientError && error.code === 'REQUEST') return error.message;
  return error instanceof CliError && error !== NOTHING ? error.message : undefined;
}

const NOTHING = new CliError('INPUT', 'expected rules, met none; nothing was done');

async function rulesOf(text: string): Promise<Rules> {
  const value = await parseDocument(text, 'the rules');
  const rules = Array.isArray(value) ? value : ((value as { readonly rules?: unknown } | null)?.rules ?? []);
  if (Array.isArray(rules) && rules.length === 0) throw NOTHING;
  if (Array.isArray(rules) && rules.every((rule) => typeof rule === 'object' && rule !== null)) return rules as Rules;
  throw new CliError('INPUT', 'expected a list of rules, met something else; see docs/policy.md');
}

/** As `git commit` has it: what to do, what it is about, and what was proposed. */
async function draft({ shown, agent, session, cwd, proposal }: ApprovalDetail): Promise<string> {
  const { stringify } = await import('yaml');
  const { rules, why } = proposal ?? {};
  const comments = [
    'Rules that allow this from now on:',
    '',
    `    ${visible(shown)}`,
    `    ${visible(agent)} in ${visible(cwd)}, session ${visible(session)}`,
    '',
    'Every condition under `when` must hold: each one that you take out lets the rule reach farther.',
    'An empty file does nothing.',
    ...(rules === undefined ? ['', `None is proposed: ${visible(why ?? 'it waits no more')}`] : []),
  ];
  return `${comments.map((line) => `# ${line}`.trimEnd()).join('\n')}\n${rules === undefined ? '' : stringify({ rules })}`;
}

function dryRunText({ decided, changed, changes }: DryRun, io: Io): string {
  const among = `of the last ${counted(decided, 'decision')}`;
  if (changed === 0) return `It would have changed no other ${among}.\n`;
  const paint = paintFor(io.stdout, io.env);
  const lines = changes.slice(0, CHANGES_SHOWN).map(({ decision: { action, agent, cwd }, would }) => {
    return `  ${verdictText(would, paint)} ${actionText(action)} (${visible(agent)} in ${visible(cwd)})`;
  });
  const left = changed - lines.length;
  const more = left > 0 ? [`  … and ${left} more`] : [];
  return `${[`It would also have changed ${changed} ${among}:`, ...lines, ...more].join('\n')}\n`;
}

async function isConfirmed(io: Io): Promise<boolean> {
  const said = await io.askLine('Allow it and its like from now on? [y/N] ');
  if (said !== undefined) return /^y(?:es)?$/iu.test(said);
  throw new CliError('INPUT', 'expected a terminal to ask at, met none; --yes goes ahead without');
}
