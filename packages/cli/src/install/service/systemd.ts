/** systemd's manager of a user's services. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Io } from '../../io.ts';
import { configHome } from '../../machine/places.ts';
import type { Setup } from '../setup.ts';
import type { Keeper } from './keeper.ts';
import { must, succeeds } from './manager-call.ts';
import { placeVariables } from './surroundings.ts';

const UNIT = 'capgate.service';

export function systemd({ data }: Setup, io: Io): Keeper {
  const around = withRuntimeFolder(io);
  const call = (...words: string[]): void => must('systemctl', ['--user', ...words], around);
  const text = unitText(join(data, 'current/bin/capgate'), placeVariables(io));
  return {
    placements: [{ kind: 'own', path: join(configHome(io), 'systemd/user', UNIT), text, role: 'unit' }],
    scope: 'user',
    note: `It starts at login; systemctl --user status ${UNIT} shows it.`,
    journal: `journalctl --user --unit ${UNIT}`,
    isHere: () => io.platform === 'linux' && succeeds('systemctl', ['--user', 'show', '--property=Version'], around),
    isRunning: () => succeeds('systemctl', ['--user', '--quiet', 'is-active', UNIT], around),
    enable: () => {
      call('daemon-reload');
      call('enable', UNIT);
    },
    start: async () => call('restart', UNIT),
    end: async () => call('disable', '--now', UNIT),
    forget: () => call('daemon-reload'),
  };
}

/** Who came by `su` or `ssh` may lack the variable by which the manager is found. */
function withRuntimeFolder(io: Io): Io {
  const usual = `/run/user/${io.uid}`;
  if ((io.env['XDG_RUNTIME_DIR'] ?? '') !== '' || io.uid === undefined || !existsSync(usual)) return io;
  return { ...io, env: { ...io.env, XDG_RUNTIME_DIR: usual } };
}

/**
 * Closed as far as a manager of one user's services can: it has no namespaces to offer, and files that sessions write, in
 * temporary folders too, are to be read. `program` is a shell's, by an absolute path: what systemd starts itself must have a
 * name without quotes.
 */
export function unitText(program: string, variables: readonly (readonly [string, string])[]): string {
  const environment = variables.map(([name, value]) => `Environment=${word(`${name}=${value}`)}\n`).join('');
  return `# Made by Capgate.
[Unit]
Description=Capgate, the safety gate for AI agents

[Service]
Type=exec
${environment}# Less room for short-lived objects: no slower, and a third less memory with thousands of connections.
Environment=NODE_OPTIONS=--max-semi-space-size=8
ExecStart=/bin/sh ${word(program).replaceAll('$', '$$$$')} serve
ExecReload=/bin/kill -HUP $MAINPID
KillSignal=SIGTERM
TimeoutStopSec=30
Restart=on-failure
RestartSec=1
UMask=0077
NoNewPrivileges=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
LockPersonality=yes
SystemCallArchitectures=native
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6

[Install]
WantedBy=default.target
`;
}

/** One word as systemd.syntax(7) quotes it, with its specifiers taken literally. */
export function word(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`).replaceAll('%', '%%')}"`;
}
