/** When the agent was busy: hour by hour over the last week. */
import { useQuery } from '@tanstack/react-query';
import { Chart } from '../../parts/chart.tsx';
import { useDay, useHour } from '../../parts/now.ts';
import { VERDICTS } from '../../parts/risks.ts';
import { Answered } from '../../parts/states.tsx';
import { DAY_MS, HOUR_MS } from '../../parts/times.ts';
import { type Behaviour, behaviourQuery } from './agent-queries.ts';
import { countsText, Legend } from './chart-words.tsx';
import { hoursBetween } from './traits.ts';

const DAYS = 7;

export function HoursChart({ agent }: { readonly agent: string }) {
  const toMs = useHour();
  const query = useQuery(behaviourQuery(agent, useDay()));
  return (
    <Answered query={query} what="when it was busy">
      {({ hours }) => <Busy hours={hours} toMs={toMs} />}
    </Answered>
  );
}

function Busy({ hours, toMs }: { readonly hours: Behaviour['hours']; readonly toMs: number }) {
  const found = hoursBetween(hours, toMs - DAYS * DAY_MS, toMs + HOUR_MS);
  const counts = VERDICTS.map((verdict) => found[verdict].reduce((sum, count) => sum + count, 0));
  return (
    <section className="card" aria-labelledby="busy">
      <div className="card-head">
        <h2 id="busy">Decisions an hour, the last {DAYS} days</h2>
        <Legend counts={counts} />
      </div>
      <Chart
        times={found.times}
        series={VERDICTS.map((name) => ({ name, colour: `--${name}`, values: found[name] }))}
        label={`Decisions an hour over the last ${DAYS} days: ${countsText(counts)}`}
        shape="steps"
      />
    </section>
  );
}
