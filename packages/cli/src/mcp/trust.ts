/** `capgate mcp-proxy show` and `trust`: a person looks at tools that are not as they were, and trusts them. */
import { changedParts, nameOf, type Pin, type Pins, withTrusted } from '@capgate/agents/mcp';
import { quoted, visible } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { asking } from '../gate/ask.ts';
import { ExitStatus, type Io } from '../io.ts';
import { told } from '../machine/told.ts';
import { PinFile } from './pin-file.ts';

export function show(args: Arguments, io: Io): Promise<number> {
  return told(async () => {
    const { pinned, waiting } = await knownPins(args, io);
    const lines = Object.values(pinned).map((pin) => `pinned   ${lineOf(pin)}`);
    const waits = Object.values(waiting).flatMap((pin) => [`waiting  ${lineOf(pin)}`, ...changeOf(pin, pinned)]);
    await io.stdout.write([...lines, ...waits].map((line) => `${line}\n`).join(''));
    return ExitStatus.OK;
  });
}

export function trust(args: Arguments, io: Io): Promise<number> {
  return told(async () => {
    const pins = await knownPins(args, io);
    const chosen = chosenOf(args, pins);
    if (chosen.length === 0) {
      await io.stdout.write('Nothing waits: every tool is as it was pinned.\n');
      return ExitStatus.OK;
    }
    await requirePerson(args, io);
    const lines = chosen.flatMap((pin) => [lineOf(pin), ...changeOf(pin, pins.pinned)]);
    await io.stdout.write(lines.map((line) => `${line}\n`).join(''));
    if (!(await isConfirmed(io))) {
      await io.stdout.write('Nothing was trusted.\n');
      return ExitStatus.PROBLEM;
    }
    // What waits by now may be other than what was shown: each is trusted as it was shown.
    await new PinFile(io, pins.server).change((kept) => withTrusted(kept ?? pins, chosen));
    await io.stdout.write(`Trusted ${chosen.length} ${chosen.length === 1 ? 'tool' : 'tools'}.\n`);
    return ExitStatus.OK;
  });
}

async function knownPins(args: Arguments, io: Io): Promise<Pins> {
  const server = args.operands[0] ?? '';
  const pins = await new PinFile(io, server).read();
  if (pins !== undefined) return pins;
  throw new CliError('INPUT', `expected a server that the proxy has seen, met ${quoted(server)}; --name names it`);
}

function chosenOf(args: Arguments, { waiting }: Pins): Pin[] {
  const names = args.operands.slice(1);
  const unknown = names.find((name) => !Object.hasOwn(waiting, name));
  if (unknown !== undefined) {
    throw new CliError('INPUT', `expected tools that wait, met ${quoted(unknown)}; capgate mcp-proxy show lists them`);
  }
  return Object.values(waiting).filter((pin) => names.length === 0 || names.includes(nameOf(pin)));
}

/** The gate knows who is at the other end of its socket; nobody else can say it. */
function requirePerson(args: Arguments, io: Io): Promise<number> {
  return asking(args, io, async (client) => {
    const { kind } = await client.call('GET', '/v1/caller');
    if (kind === 'person') return ExitStatus.OK;
    throw new CliError('INPUT', 'FORBIDDEN: expected a person at a terminal, met a process that is none');
  });
}

async function isConfirmed(io: Io): Promise<boolean> {
  const answer = await io.askLine('Trust these, as they stand here? [y/N] ');
  if (answer !== undefined) return /^y(es)?$/iu.test(answer.trim());
  throw new CliError('INPUT', 'expected a person at a terminal who answers, met no terminal');
}

function lineOf(pin: Pin): string {
  return `${visible(nameOf(pin))}  sha256 ${pin.sha256.slice(0, 16)}`;
}

const TEXT_LENGTH_MAX = 4_000;

/** What differs from the tool as it was pinned; its whole text as it is now, since that is what a model reads. */
function changeOf(pin: Pin, pinned: Pins['pinned']): string[] {
  const before = Object.hasOwn(pinned, nameOf(pin)) ? pinned[nameOf(pin)] : undefined;
  if (before === undefined) return ['  new', `  now  ${textOf(pin, 'description')}`];
  const parts = changedParts(before, pin);
  const shown = parts.flatMap((part) => [
    `  ${part} was  ${textOf(before, part)}`,
    `  ${part} now  ${textOf(pin, part)}`,
  ]);
  return [`  changed: ${parts.join(', ')}`, ...shown];
}

function textOf({ definition }: Pin, part: string): string {
  const text = JSON.stringify(definition[part]) ?? 'absent';
  return visible(
    text.length <= TEXT_LENGTH_MAX ? text : `${text.slice(0, TEXT_LENGTH_MAX)} … (${text.length} characters)`,
  );
}
