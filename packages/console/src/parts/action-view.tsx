/** An action with what it would do: its effects marked in the command line, and a line for each below. */
import { visible } from '@capgate/base';
import { useState } from 'react';
import type { Explanation } from '../gate/queries.ts';
import { actionText, type LoggedAction } from './action-text.ts';
import { Command } from './command.tsx';
import { hasHidden } from './command-parts.ts';
import { RiskMark } from './marks.tsx';

interface ActionViewProps {
  readonly action: LoggedAction;
  /** As the gate says that a person may be shown it. */
  readonly shown?: string;
  readonly explanation: Explanation | undefined;
}

export function ActionView({ action, shown, explanation }: ActionViewProps) {
  const [active, setActive] = useState<number>();
  const isExplained = action.kind === 'command' && explanation !== undefined;
  const text = isExplained ? explanation.command : String(action['command'] ?? shown ?? actionText(action));
  const effects = explanation?.effects ?? [];
  const isHiding = Object.values(action).some((value) => typeof value === 'string' && hasHidden(value));
  return (
    <>
      <Command text={text} effects={isExplained ? effects : []} active={active} />
      {isHiding ? (
        <p className="warning" role="note">
          It holds characters that are not seen as themselves; they are written as escapes, such as{' '}
          <span className="escape">\u&#123;202e&#125;</span>.
        </p>
      ) : null}
      {effects.length === 0 ? null : <Effects effects={effects} look={setActive} />}
    </>
  );
}

interface EffectsProps {
  readonly effects: Explanation['effects'];
  readonly look: (effect: number | undefined) => void;
}

function Effects({ effects, look }: EffectsProps) {
  return (
    <ul className="effects" aria-label="What it would do">
      {effects.map(({ effect, message, target, place, scope, risk }, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- two may say the same, and none moves
        <li key={i} onPointerEnter={() => look(i)} onPointerLeave={() => look(undefined)}>
          <RiskMark risk={risk} />
          <span>
            {visible(message)}
            {target === undefined ? null : (
              <>
                {' '}
                <code>{visible(target)}</code>
              </>
            )}
            <span className="quiet"> {placeText(place, scope)}</span>
          </span>
          <code className="quiet small">{effect}</code>
        </li>
      ))}
    </ul>
  );
}

function placeText(place: string, scope: string): string {
  if (scope === 'unknown' || scope === '') return '';
  return place === '' || place === scope ? `(${scope})` : `(${scope}: ${place})`;
}
