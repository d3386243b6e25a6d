/** When the session was busy, from its first moment to its last. */
import { useQuery } from '@tanstack/react-query';
import type { SessionSubject } from '../../gate/queries.ts';
import { Chart } from '../../parts/chart.tsx';
import { VERDICTS } from '../../parts/risks.ts';
import { Answered } from '../../parts/states.tsx';
import { lengthText, SECOND_MS } from '../../parts/times.ts';
import { activityQuery } from './agent-queries.ts';
import { countsText, Legend } from './chart-words.tsx';

/** None is shorter than a second. */
const STEPS_MAX = 120;

interface SessionChartProps {
  readonly subject: SessionSubject;
  readonly lastedMs: number;
}

export function SessionChart({ subject, lastedMs }: SessionChartProps) {
  const steps = Math.min(STEPS_MAX, Math.max(1, Math.floor(lastedMs / SECOND_MS)));
  const query = useQuery(activityQuery(subject, steps));
  return (
    <Answered query={query} what="when it was busy">
      {({ fromMs, stepMs, steps: counted }) => {
        const counts = VERDICTS.map((verdict) => counted.reduce((sum, step) => sum + step[verdict], 0));
        // To the end of the last step.
        const places = [...counted.keys(), counted.length];
        return (
          <section className="card" aria-labelledby="busy">
            <div className="card-head">
              <h2 id="busy">Decisions in steps of {lengthText(Math.max(stepMs, SECOND_MS))}</h2>
              <Legend counts={counts} />
            </div>
            <Chart
              times={places.map((step) => (fromMs + step * stepMs) / SECOND_MS)}
              series={VERDICTS.map((name) => ({
                name,
                colour: `--${name}`,
                values: places.map((step) => counted[step]?.[name] ?? 0),
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
