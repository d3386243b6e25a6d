/** The way from a command line to its exit status. */
import { type ParsedLine, parseArguments } from './arguments.ts';
import { COMMANDS } from './commands.ts';
import { CliError } from './error.ts';
import { ExitStatus, type Io, type Output } from './io.ts';
import { columnsOf, paintFor } from './style.ts';
import { visibleLines } from '@capgate/base';

/** Runs `capgate` with the words of `argv` (without the program's name) and returns its exit status. Never throws. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(parseArguments(COMMANDS, argv), io);
  } catch (error) {
    await io.stderr.write(complaint(error));
    return ExitStatus.USAGE;
  }
}

async function dispatch(parsed: ParsedLine, io: Io): Promise<number> {
  if (parsed.arguments.has('help')) return showHelp(parsed, io.stdout, io, ExitStatus.OK);
  if (parsed.arguments.has('version')) return showVersion(io);
  const load = parsed.path.at(-1)?.load;
  if (load === undefined) return showHelp(parsed, io.stderr, io, ExitStatus.USAGE);
  const { run } = await load();
  return run(parsed.arguments, io);
}

async function showHelp({ path }: ParsedLine, output: Output, io: Io, status: number): Promise<number> {
  const { helpText } = await import('./help.ts');
  await output.write(helpText(path, columnsOf(output), paintFor(output, io.env)));
  return status;
}

async function showVersion(io: Io): Promise<number> {
  const { default: manifest } = await import('../package.json', { with: { type: 'json' } });
  await io.stdout.write(`capgate ${manifest.version}\n`);
  return ExitStatus.OK;
}

/** What is said about a failure. A stack is shown only for what is a fault of the program itself. */
function complaint(error: unknown): string {
  if (error instanceof CliError) {
    const command = COMMAND_PREFIX.exec(error.message)?.[0];
    const pointer = error.code === 'USAGE' ? `\nTry '${command ?? 'capgate'} --help'.` : '';
    return `${command === undefined ? 'capgate: ' : ''}${visibleLines(error.message)}${pointer}\n`;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `capgate: a fault in the program; please report it with these lines\n${visibleLines(detail)}\n`;
}

/** The command that a message begins with: `capgate policy lint` of `capgate policy lint: expected …`. */
const COMMAND_PREFIX = /^capgate(?: [a-z-]+)*(?=: )/u;
