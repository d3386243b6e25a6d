/** An action with what it would do: its effects marked in the command line, and a line for each below. */
import { visible } from '@capgate/base';
import { type ReactNode, useState } from 'react';
import type { Explanation } from '../gate/queries.ts';
import { actionText, type LoggedAction } from './action-text.ts';
import { Command } from './command.tsx';
import { hasHidden } from './command-parts.ts';
import { RiskMark } from './marks.tsx';
import { RISKS } from './risks.ts';

interface ActionViewProps {
  readonly action: LoggedAction;
  /** As the gate says that a person may be shown it. */
  readonly shown?: string;
  readonly explanation: Explanation | undefined;
  /** What it would do in a sentence, between the action and its effects. */
  readonly children?: ReactNode;
}

export function ActionView({ action, shown, explanation, children }: ActionViewProps) {
  const [active, setActive] = useState<number>();
  const { command } = action;
  const effects = explanation?.effects ?? [];
  const isHiding = Object.values(action).some((value) => typeof value === 'string' && hasHidden(value));
  return (
    <>
      {typeof command === 'string' ? (
        <Command text={command} effects={effects} active={active} />
      ) : (
        <Command text={shown ?? actionText(action)} />
      )}
      {isHiding ? (
        <p className="warning" role="note">
          It holds characters that are not seen as themselves; they are written as escapes, such as{' '}
          <span className="escape">{String.raw`\u{202e}`}</span>.
        </p>
      ) : null}
      {children}
      {effects.length === 0 ? null : <Effects effects={effects} look={setActive} />}
    </>
  );
}

interface EffectsProps {
  readonly effects: Explanation['effects'];
  readonly look: (effect: number | undefined) => void;
}

/** The worst first; what is harmless is there for who wants to see it. */
function Effects({ effects, look }: EffectsProps) {
  const places = effects.map((_, i) => i).sort((a, b) => riskAt(effects, b) - riskAt(effects, a));
  const [grave, harmless] = [
    places.filter((i) => riskAt(effects, i) > 0),
    places.filter((i) => riskAt(effects, i) === 0),
  ];
  const list = (some: readonly number[]) => (
    <ul className="effects" aria-label="What it would do">
      {some.map((i) => (
        <EffectLine
          key={i}
          effect={effects[i] as Explanation['effects'][number]}
          look={(isLooked) => look(isLooked ? i : undefined)}
        />
      ))}
    </ul>
  );
  return (
    <>
      {grave.length === 0 ? null : list(grave)}
      {harmless.length === 0 ? null : (
        <details className="quiet small">
          <summary>{harmless.length === 1 ? 'One harmless effect' : `${harmless.length} harmless effects`}</summary>
          {list(harmless)}
        </details>
      )}
    </>
  );
}

function riskAt(effects: Explanation['effects'], i: number): number {
  return RISKS.indexOf(effects[i]?.risk ?? 'SAFE');
}

interface EffectLineProps {
  readonly effect: Explanation['effects'][number];
  readonly look: (isLooked: boolean) => void;
}

function EffectLine({ effect: { effect, message, place, scope, risk }, look }: EffectLineProps) {
  return (
    <li onPointerEnter={() => look(true)} onPointerLeave={() => look(false)}>
      <RiskMark risk={risk} />
      <span>
        {visible(message)}
        <span className="quiet">{placeText(place, scope)}</span>
      </span>
      <code className="quiet small">{effect}</code>
    </li>
  );
}

/** Where it happens, unless that says nothing. */
function placeText(place: string, scope: string): string {
  const known = [...new Set([scope, place])].filter((name) => name !== '' && name !== 'none' && name !== 'unknown');
  return known.length === 0 ? '' : ` (${known.join(': ')})`;
}
