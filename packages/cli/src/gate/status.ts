/** `capgate status`: how the running gate is doing; `capgate open`: to its page. */
import type { AnswerOf } from '@capgate/client';
import { visible, visibleJson } from '@capgate/base';
import type { RootlessStatus, BpfTierName } from '@capgate/kernel';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { counted, DAY_MS, distanceText, timeText } from '../machine/times.ts';
import { kernelHere, NOT_ENFORCED } from '../run/kernel.ts';
import { DEFAULT_ADDRESS } from './address.ts';
import { asking } from './ask.ts';

export function status(args: Arguments, io: Io): Promise<number> {
  return asking(args, io, async (client) => {
    const found = await client.call('GET', '/v1/status');
    const { pause } = await client.call('GET', '/v1/pause');
    const enforcement = await enforcementHere(io);
    if (args.has('json')) {
      await io.stdout.write(`${visibleJson({ ...found, pause, enforcement })}\n`);
      return ExitStatus.OK;
    }
    const { log, store, keys, policy, config, sessions, approvalsPending } = found;
    const lag = store.lagCount === undefined ? 'not known' : counted(store.lagCount, 'record');
    const lines = [
      `Gate       ${found.version}, since ${distanceText(Date.now() - found.uptimeMs, Date.now())}`,
      `Log        ${log.works ? 'works' : 'does not work'}, ${log.size ?? 0} entries, store behind by ${lag}`,
      `Key        ${Math.floor(keys.ageMs / DAY_MS)} days old, to be rotated ${distanceText(keys.expiresAt, Date.now())}`,
      `Policy     version ${policy.active} in force, ${policy.latest} the latest`,
      `Config     ${configText(config)}`,
      `Sessions   ${sessions}`,
      `Approvals  ${counted(approvalsPending, 'approval')} waiting`,
      ...(pause === undefined ? [] : [`Paused     until ${timeText(pause.until)} by ${visible(pause.by)}`]),
      ...kernelLines(enforcement),
    ];
    await io.stdout.write(`${lines.join('\n')}\n`);
    return log.works ? ExitStatus.OK : ExitStatus.PROBLEM;
  });
}

interface KernelStatus extends RootlessStatus {
  /** Tiers of programs that are in the kernel, as far as this user can look. */
  readonly attached: readonly BpfTierName[];
}

async function enforcementHere(io: Io): Promise<KernelStatus> {
  const kernel = await kernelHere(io);
  if (kernel === undefined) return { tier: 'none', summary: NOT_ENFORCED, limits: [], attached: [] };
  return { ...kernel.rootlessStatus(kernel.sessionMask(0n, 'on')), attached: kernel.attachedTiers() };
}

/** What a command started by `capgate run` would be held by; of one that was not, the kernel stops nothing. */
function kernelLines({ tier, summary, limits, attached }: KernelStatus): string[] {
  if (tier === 'none') return [`Kernel     ${summary}`];
  const loose = limits.filter(({ kind }) => kind === 'loose').map(({ text }) => `             ${text}`);
  const programs =
    attached.length === 0
      ? 'as root it tries programs in the kernel as well'
      : `programs of root: ${attached.join(', ')}`;
  return [`Kernel     capgate run holds a command by ${summary}; ${programs}; not held without are`, ...loose];
}

function configText({ digest, readAt, waiting }: AnswerOf<'GET', '/v1/status'>['config']): string {
  const what = digest === undefined ? 'no file' : `SHA-256 ${digest}`;
  const rest = waiting.length === 0 ? '' : `; waits for a restart: ${waiting.join(', ')}`;
  return `${what}, read ${distanceText(readAt, Date.now())}${rest}`;
}

export function open(args: Arguments, io: Io): Promise<number> {
  return asking(args, io, async (client) => {
    const { path } = await client.call('POST', '/v1/sign-in');
    const address = args.value('address') ?? DEFAULT_ADDRESS;
    await io.stdout.write(`${address}${path}\n`);
    await io.stderr.write('Open it within a minute; it works once.\n');
    return ExitStatus.OK;
  });
}
