/**
 * A gate for the whole machine under a user of its own, kept by the system's systemd: no process of another user can end it,
 * change its files, or take its place.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnPlacement } from '@capgate/agents';
import type { Io } from '../../io.ts';
import { SYSTEM_GATE } from '../../machine/places.ts';
import type { Setup } from '../setup.ts';
import type { Keeper } from './keeper.ts';
import { must, succeeds } from './manager-call.ts';
import { word } from './systemd.ts';

const UNIT = 'capgate.service';

/** User ids, beside root. */
export interface Admitted {
  /** May ask. */
  readonly users: readonly number[];
  /** May ask, and their people may approve. */
  readonly approvers: readonly number[];
}

/** `admitted` is written into the configuration; what is there stays where it is absent. */
export function systemGate({ data }: Setup, admitted: Admitted | undefined, io: Io): Keeper {
  const call = (...words: string[]): void => must('systemctl', words, io);
  return {
    placements: placements(join(data, 'current/bin/capgate'), admitted),
    scope: 'managed',
    note: `It starts with the machine, under the user capgate; systemctl status ${UNIT} shows it. Its users now call capgate init.`,
    journal: `journalctl --unit ${UNIT}`,
    isHere: () => io.platform === 'linux' && succeeds('systemctl', ['show', '--property=Version'], io),
    isRunning: () => succeeds('systemctl', ['--quiet', 'is-active', UNIT], io),
    enable: () => {
      must('systemd-sysusers', [SYSTEM_GATE.users], io);
      call('daemon-reload');
      call('enable', UNIT);
    },
    start: async () => call('restart', UNIT),
    end: async () => {
      if (existsSync(SYSTEM_GATE.unit)) call('disable', '--now', UNIT);
    },
    forget: () => call('daemon-reload'),
  };
}

function placements(program: string, admitted: Admitted | undefined): OwnPlacement[] {
  const { users, config, unit } = SYSTEM_GATE;
  const configured: OwnPlacement[] =
    admitted === undefined ? [] : [{ kind: 'own', path: config, text: systemConfig(admitted), role: 'rules' }];
  return [
    { kind: 'own', path: unit, text: systemUnit(program), role: 'unit' },
    { kind: 'own', path: users, text: SYSTEM_USER, role: 'rules' },
    ...configured,
  ];
}

/** sysusers.d(5): no password, no shell. The user stays when the gate goes, as its files do. */
const SYSTEM_USER = `# Made by Capgate.
u capgate - "Capgate, the safety gate for AI agents" ${SYSTEM_GATE.state}
`;

/**
 * The socket is open to all, and each that connects is known by its user, as the kernel says: a group would count from the
 * next login on, could be left by nobody who is logged in, and would be a second list beside this.
 */
export function systemConfig({ users, approvers }: Admitted): string {
  return `# Made by Capgate. Changes count at once; capgate init --separate-user leaves them, unless it names users.
socket:
  path: ${SYSTEM_GATE.socket}
  # Numbers of users that may ask.
  users: [${users.join(', ')}]
  # Of users that may ask, and whose people at a terminal may approve.
  approvers: [${approvers.join(', ')}]
keys:
  folder: ${SYSTEM_GATE.state}/keys
`;
}

/** `program` is a shell's, by an absolute path. */
export function systemUnit(program: string): string {
  return `# Made by Capgate.
[Unit]
Description=Capgate, the safety gate for AI agents, under its own user
After=network.target

[Service]
Type=exec
User=capgate
Group=capgate
UMask=0077
StateDirectory=capgate
StateDirectoryMode=0700
RuntimeDirectory=capgate
RuntimeDirectoryMode=0755
RuntimeDirectoryPreserve=yes
Environment=HOME=${SYSTEM_GATE.state} XDG_STATE_HOME=/var/lib
# Less room for short-lived objects: no slower, and a third less memory with thousands of connections.
Environment=NODE_OPTIONS=--max-semi-space-size=8
ExecStart=/bin/sh ${word(program).replaceAll('$', '$$$$')} serve --config ${SYSTEM_GATE.config}
ExecReload=/bin/kill -HUP $MAINPID
KillSignal=SIGTERM
TimeoutStopSec=30
Restart=always
RestartSec=1
LimitNOFILE=32768
# A person is told from an agent by variables of the processes above, which are read in other users' processes by this.
AmbientCapabilities=CAP_SYS_PTRACE
CapabilityBoundingSet=CAP_SYS_PTRACE
# To read them, and for nothing else: no process is traced or written to.
SystemCallFilter=~ptrace process_vm_writev pidfd_getfd kcmp perf_event_open
SystemCallErrorNumber=EPERM
SystemCallArchitectures=native
ReadOnlyPaths=/proc
NoNewPrivileges=yes
# The gate reads what sessions wrote before they run it, in homes and in /tmp, too: a PrivateTmp would hide that.
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=no
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6

[Install]
WantedBy=multi-user.target
`;
}
