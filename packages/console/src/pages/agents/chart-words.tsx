/** What a chart by verdict comes to, beside it and in words. */
import { VERDICTS } from '../../parts/risks.ts';

export function Legend({ counts }: { readonly counts: readonly number[] }) {
  return (
    <ul className="legend" aria-hidden="true">
      {VERDICTS.map((verdict, i) => (
        <li key={verdict} className={`legend-${verdict}`}>
          {verdict} <b>{(counts[i] ?? 0).toLocaleString('en')}</b>
        </li>
      ))}
    </ul>
  );
}

export function countsText(counts: readonly number[]): string {
  return VERDICTS.map((verdict, i) => `${verdict} ${(counts[i] ?? 0).toLocaleString('en')}`).join(', ');
}
