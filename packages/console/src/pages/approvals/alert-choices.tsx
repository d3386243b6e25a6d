/** Whether the person wants to be called. */
import { useState } from 'react';
import { type Alert, ALERTS, choose, isChosen } from '../../layout/alerts.ts';

const NAMES: Readonly<Record<Alert, string>> = { notification: 'Notify me', sound: 'Sound' };

export function AlertChoices() {
  return (
    <div className="row push" role="group" aria-label="When something waits">
      {ALERTS.map((alert) => (
        <AlertChoice key={alert} alert={alert} />
      ))}
    </div>
  );
}

function AlertChoice({ alert }: { readonly alert: Alert }) {
  const [isOn, setIsOn] = useState(() => isChosen(alert));
  return (
    <label className="choice">
      <input
        type="checkbox"
        checked={isOn}
        onChange={({ target }) => void choose(alert, target.checked).then(setIsOn)}
      />
      {NAMES[alert]}
    </label>
  );
}
