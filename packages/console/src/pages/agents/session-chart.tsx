/** When the session was busy, from its first moment to its last. */
import { useQuery } from '@tanstack/react-query';
import { Chart } from '../../parts/chart.tsx';
import { VERDICTS } from '../../parts/risks.ts';
import { Answered } from '../../parts/states.tsx';
import { durationText } from '../../parts/times.ts';
import { activityQuery } from './agent-queries.ts';
import { countsText, Legend } from './chart-words.tsx';
import type { Subject } from './places.ts';

const MS_A_SECOND = 1_000;

export function SessionChart({ subject }: { readonly subject: Required<Subject> }) {
  const query = useQuery(activityQuery(subject));
  return (
    <Answered query={query} what="when it was busy">
      {({ fromMs, stepMs, steps }) => {
        const counts = VERDICTS.map((verdict) => steps.reduce((sum, step) => sum + step[verdict], 0));
        const length = stepMs < MS_A_SECOND ? `${stepMs} ms` : durationText(stepMs);
        // To the end of the last step.
        const places = [...steps.keys(), steps.length];
        return (
          <section className="card" aria-labelledby="busy">
            <div className="card-head">
              <h2 id="busy">Decisions in steps of {length}</h2>
              <Legend counts={counts} />
            </div>
            <Chart
              times={places.map((step) => (fromMs + step * stepMs) / MS_A_SECOND)}
              series={VERDICTS.map((name) => ({
                name,
                colour: `--${name}`,
                values: places.map((step) => steps[step]?.[name] ?? 0),
              }))}
              label={`Decisions of this session: ${countsText(counts)}`}
              shape="steps"
            />
          </section>
        );
      }}
    </Answered>
  );
}
