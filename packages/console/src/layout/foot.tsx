/** Whether the stream lives, light or dark, and who is signed in. */
import { visible } from '@capgate/base';
import { useState } from 'react';
import { useLive } from '../gate/live.ts';
import type { Me } from '../gate/queries.ts';
import { queryClient } from '../gate/queries.ts';
import { applyTheme, chosenTheme, type Theme, THEMES } from './theme.ts';

const CONNECTIONS = { connecting: 'Connecting', live: 'Live', lost: 'No connection' } as const;
const THEME_NAMES: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' };

export function Foot({ me }: { readonly me: Me }) {
  const { connection } = useLive();
  return (
    <div className="foot">
      <p className={`connection connection-${connection}`}>{CONNECTIONS[connection]}</p>
      <ThemeChoice />
      <p className="who" title={`${visible(me.name)}, tenant ${visible(me.tenant)}`}>
        {visible(me.name)}
      </p>
      <button type="button" className="button small" onClick={() => void signOut()}>
        Sign out
      </button>
    </div>
  );
}

function ThemeChoice() {
  const [theme, setTheme] = useState(chosenTheme);
  const choose = (next: Theme): void => {
    applyTheme(next);
    setTheme(next);
  };
  return (
    <label className="theme">
      <span className="unseen">Colours</span>
      <select className="field" value={theme} onChange={({ target }) => choose(target.value as Theme)}>
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {THEME_NAMES[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The cookie ends at the gate; what was shown is forgotten here. */
async function signOut(): Promise<void> {
  await fetch('/sign-out', { method: 'POST' });
  queryClient.clear();
  location.reload();
}
