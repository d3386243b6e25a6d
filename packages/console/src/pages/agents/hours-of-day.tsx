/** At which hours of the day the agent works. */
import { Chart } from '../../parts/chart.tsx';
import type { Behaviour } from './agent-queries.ts';
import { hoursOfDay, hourText, usualHours } from './traits.ts';

const HOUR_SECONDS = 3_600;

export function HoursOfDay({ hours }: { readonly hours: Behaviour['hours'] }) {
  const counts = hoursOfDay(hours);
  const usual = usualHours(counts);
  if (usual === undefined) return null;
  const sentence =
    usual.from === usual.to
      ? 'It works at all hours of the day.'
      : `Nine of ten of its actions fall between ${hourText(usual.from)} and ${hourText(usual.to)}.`;
  const label = `By the hour of the day: ${counts.map((count, hour) => `${hourText(hour)} ${count}`).join(', ')}`;
  return (
    <>
      <p>{sentence}</p>
      <Chart
        times={[...counts.keys(), counts.length].map((hour) => hour * HOUR_SECONDS)}
        series={[{ name: 'decisions', colour: '--accent', values: [...counts, 0] }]}
        label={label}
        shape="steps"
        timeText={(seconds) => hourText((seconds / HOUR_SECONDS) % counts.length)}
      />
    </>
  );
}
