/** What of a mask is not held, in words for a person: by Landlock and a filter of calls, or with a tier above them. */
import type { Mask, Reach } from '../mask.ts';
import type { TierName } from '../tiers/tier.ts';
import { asksAboutDatagrams, hasDatagrams } from '../tiers/notify/filter.ts';
import { hasNetwork } from './seccomp.ts';

export interface Limit {
  /** `loose`: not held, though the mask asks for it. `tight`: refused, though the mask permits it. */
  readonly kind: 'loose' | 'tight';
  readonly text: string;
}

/** Versions of Landlock's interface, and what is not held below them. */
const BY_VERSION: readonly { readonly since: number; readonly kind: Limit['kind']; readonly text: string }[] = [
  { since: 2, kind: 'tight', text: 'moving and linking files from one folder to another: mv copies instead' },
  { since: 3, kind: 'loose', text: 'emptying a file that may only be read, by truncate' },
  { since: 5, kind: 'loose', text: 'controlling a device that may be opened for reading, by ioctl' },
  { since: 6, kind: 'loose', text: "ending or signalling the user's other processes" },
  { since: 6, kind: 'loose', text: 'connecting to abstract unix sockets of processes outside' },
];

/** What no version of Landlock holds, and programs of tier 1 do. */
const BELOW_LSM: readonly Limit[] = [
  {
    kind: 'loose',
    text: 'sockets that lie at a path: a service that listens there does outside what it is told (systemd --user, tmux, a container engine)',
  },
  { kind: 'loose', text: 'permissions, owners, times and attributes of files that the user owns (chmod, touch)' },
];

/** What comes of it that calls wait for an answer. */
const BELOW_NOTIFY: readonly Limit[] = [
  {
    kind: 'tight',
    text: 'processes that let nobody read their memory, as ssh-agent: they start no program and connect nowhere',
  },
  { kind: 'tight', text: 'MPTCP, SCTP, and TCP that connects as it sends' },
  { kind: 'tight', text: 'programs and connections of what still runs when capgate has ended' },
];
/** Of Landlock's interface: before it, who asks could connect by itself. */
const ANSWERED_SINCE = 4;

const ABOVE_LSM: readonly Limit[] = [
  { kind: 'loose', text: 'services at other sockets than those of systemd, D-Bus and container engines (tmux)' },
  { kind: 'loose', text: 'times and attributes of files that the user owns (touch)' },
];

/** What nothing holds. */
const ALWAYS: readonly Limit[] = [
  {
    kind: 'loose',
    text: "what is known by its name alone, wherever it lies: .env, and agents' hooks in the workspace",
  },
  { kind: 'loose', text: 'names, sizes and times of files, wherever they lie' },
  { kind: 'tight', text: 'setuid programs gain nothing: sudo does not work' },
];

const REACH_TEXTS: Readonly<Record<Reach, string>> = {
  local: 'unix sockets',
  loopback: 'this machine by its address',
  resolver: 'name look-ups',
  private: 'private addresses',
  public: 'public addresses',
  metadata: 'the metadata service of a cloud',
};

/** `abi`: the version of Landlock. `tier`: what holds above it, if something does. */
export function limitsOf(mask: Mask, abi: number, tier?: TierName): Limit[] {
  return [
    ...(tier === undefined ? [...connections(mask), ...programs(mask)] : []),
    ...(tier === 'notify' ? [...answered(mask, abi), ...BELOW_NOTIFY] : []),
    ...(tier === 'lsm' ? ABOVE_LSM : [...ofVersion(abi), ...BELOW_LSM]),
    ...ALWAYS,
    ...(mask.controls.has('trace') ? [tight('reading and steering processes outside the session')] : []),
    ...(mask.controls.has('mount') ? [tight('mounting: Landlock refuses it, whoever asks')] : []),
  ];
}

function ofVersion(abi: number): Limit[] {
  return BY_VERSION.filter(({ since }) => abi < since).map(({ kind, text, since }) => ({
    kind,
    text: `${text} (from version ${since} of Landlock on; this kernel has ${abi})`,
  }));
}

/** Sockets by address are there or not: which address they lead to, neither Landlock nor a filter can see. */
function connections(mask: Mask): Limit[] {
  const withheld = (Object.keys(REACH_TEXTS) as Reach[]).filter((reach) => !mask.connect.has(reach));
  const unseen = hasNetwork(mask) ? withheld : withheld.filter((reach) => reach === 'local');
  return unseen.map((reach) => loose(`connecting to ${REACH_TEXTS[reach]}`));
}

function isNarrow({ forbidden, riskMax, controls }: Mask): boolean {
  return forbidden !== 0 || riskMax < 4 || !controls.has('foreign-exec');
}

/** Programs are told apart by where they lie, not by what they are. */
function programs(mask: Mask): Limit[] {
  const { controls } = mask;
  return [
    ...(isNarrow(mask) ? [loose('which programs run, of those that may be read')] : []),
    ...(controls.has('memory-exec') ? [] : [loose('running programs that lie in memory alone')]),
  ];
}

/** What was read is not what the kernel takes in the end. */
const CHANGED = 'a thread of the process changes what it asked for while that is looked at';

function answered(mask: Mask, abi: number): Limit[] {
  const messages = asksAboutDatagrams(mask)
    ? `datagrams, where ${CHANGED}`
    : 'datagrams to the metadata service of a cloud';
  return [
    ...(hasDatagrams(mask) ? [loose(messages)] : []),
    ...answeredPrograms(mask),
    ...(abi < ANSWERED_SINCE
      ? [
          loose(
            `connections, where ${CHANGED} (held from version ${ANSWERED_SINCE} of Landlock on; this kernel has ${abi})`,
          ),
        ]
      : []),
  ];
}

function answeredPrograms(mask: Mask): Limit[] {
  if (isNarrow(mask))
    return [loose(`which programs run, by a loader that is told to (ld.so /bin/rm), or where ${CHANGED}`)];
  return mask.controls.has('memory-exec') ? [] : [loose(`running programs that lie in memory alone, where ${CHANGED}`)];
}

function loose(text: string): Limit {
  return { kind: 'loose', text };
}

function tight(text: string): Limit {
  return { kind: 'tight', text };
}
