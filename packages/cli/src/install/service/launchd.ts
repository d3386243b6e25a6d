/** macOS's manager of what runs while a person is logged in. */
import { join } from 'node:path';
import type { Io } from '../../io.ts';
import { stateFolder } from '../../machine/places.ts';
import type { Setup } from '../setup.ts';
import type { Keeper } from './keeper.ts';
import { must, succeeds } from './manager-call.ts';
import { placeVariables } from './surroundings.ts';

const LABEL = 'capgate';

export function launchd({ data }: Setup, io: Io): Keeper {
  const domain = `gui/${io.uid ?? 0}`;
  const service = `${domain}/${LABEL}`;
  const path = join(io.home, `Library/LaunchAgents/${LABEL}.plist`);
  const journal = join(stateFolder(io), 'service.log');
  const text = agentText(join(data, 'current/bin/capgate'), journal, placeVariables(io));
  const isLoaded = (): boolean => succeeds('launchctl', ['print', service], io);
  return {
    placements: [{ kind: 'own', path, text, role: 'unit' }],
    scope: 'user',
    note: `It starts at login; launchctl print ${service} shows it.`,
    journal,
    isHere: () => io.platform === 'darwin' && succeeds('launchctl', ['print', domain], io),
    isRunning: isLoaded,
    enable: () => must('launchctl', ['enable', service], io),
    start: async () => {
      // It reads the file when it takes it in, and starts what is in it.
      if (isLoaded()) must('launchctl', ['bootout', service], io);
      must('launchctl', ['bootstrap', domain, path], io);
    },
    end: async () => {
      if (isLoaded()) must('launchctl', ['bootout', service], io);
    },
    forget: () => {},
  };
}

/** launchd.plist(5). Paths are absolute. */
export function agentText(program: string, journal: string, variables: readonly (readonly [string, string])[]): string {
  const environment = variables.map(
    ([name, value]) => `    <key>${escaped(name)}</key>\n    <string>${escaped(value)}</string>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- Made by Capgate. -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
    <string>${escaped(program)}</string>
    <string>serve</string>
  </array>
  <key>EnvironmentVariables</key>
  <dict>
    <key>NODE_OPTIONS</key>
    <string>--max-semi-space-size=8</string>
${environment.join('')}  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ExitTimeOut</key>
  <integer>30</integer>
  <key>Umask</key>
  <integer>63</integer>
  <key>StandardOutPath</key>
  <string>${escaped(journal)}</string>
  <key>StandardErrorPath</key>
  <string>${escaped(journal)}</string>
</dict>
</plist>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
