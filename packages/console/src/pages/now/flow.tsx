/** Decisions a second over the last five minutes, by verdict or by risk. */
import { useState } from 'react';
import type { Pulse } from '../../gate/live.ts';
import { Chart } from '../../parts/chart.tsx';
import { RISKS, VERDICTS } from '../../parts/risks.ts';
import { type Grouping, ratesOf, rateText } from './rates.ts';

const GROUPS: Readonly<Record<Grouping, readonly string[]>> = { verdict: VERDICTS, risk: RISKS };

export function Flow({ pulses }: { readonly pulses: readonly Pulse[] }) {
  const [by, setBy] = useState<Grouping>('verdict');
  const groups = GROUPS[by];
  const { times, series } = ratesOf(pulses, by, groups);
  const last = (i: number): string => rateText(series[i]?.at(-1) ?? 0);
  const label = `Decisions a second by ${by}: ${groups.map((group, i) => `${group} ${last(i)}`).join(', ')}`;
  return (
    <section className="card" aria-labelledby="flow">
      <div className="card-head">
        <h2 id="flow">Decisions a second</h2>
        <ul className="legend" aria-hidden="true">
          {groups.map((group, i) => (
            <li key={group} className={`legend-${group.toLowerCase()}`}>
              {group.toLowerCase()} <b>{last(i)}</b>
            </li>
          ))}
        </ul>
        <GroupingChoice by={by} choose={setBy} />
      </div>
      <Chart
        times={times}
        label={label}
        series={groups.map((name, i) => ({ name, colour: `--${name.toLowerCase()}`, values: series[i] ?? [] }))}
      />
    </section>
  );
}

interface GroupingChoiceProps {
  readonly by: Grouping;
  readonly choose: (by: Grouping) => void;
}

function GroupingChoice({ by, choose }: GroupingChoiceProps) {
  return (
    <div className="segments" role="group" aria-label="Group by">
      {(['verdict', 'risk'] as const).map((one) => (
        <button key={one} type="button" aria-pressed={one === by} onClick={() => choose(one)}>
          By {one}
        </button>
      ))}
    </div>
  );
}
