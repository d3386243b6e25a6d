/** What was decided since midnight, by verdict and risk. */
import { useQuery } from '@tanstack/react-query';
import { countsQuery, type Risk, type Verdict } from '../../gate/queries.ts';
import { VerdictMark } from '../../parts/marks.tsx';
import { RISKS, VERDICTS } from '../../parts/risks.ts';
import { useDay } from '../../parts/now.ts';
import { Answered } from '../../parts/states.tsx';

export function Today() {
  const query = useQuery(countsQuery(useDay()));
  return (
    <section className="card" aria-labelledby="today">
      <div className="card-head">
        <h2 id="today">Decided today</h2>
      </div>
      <Answered query={query} what="what was decided today">
        {(counts) => <Counts counts={counts} />}
      </Answered>
    </section>
  );
}

interface CountsProps {
  readonly counts: readonly { readonly verdict: Verdict; readonly risk: Risk; readonly count: number }[];
}

function Counts({ counts }: CountsProps) {
  const of = (verdict: Verdict, risk: Risk): number =>
    counts.find((counted) => counted.verdict === verdict && counted.risk === risk)?.count ?? 0;
  return (
    <table className="plain numbers">
      <thead>
        <tr>
          <td />
          {RISKS.map((risk) => (
            <th key={risk} scope="col">
              {risk.toLowerCase()}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {VERDICTS.map((verdict) => (
          <tr key={verdict}>
            <th scope="row">
              <VerdictMark verdict={verdict} />
            </th>
            {RISKS.map((risk) => (
              <td key={risk} className={of(verdict, risk) === 0 ? 'none' : undefined}>
                {of(verdict, risk).toLocaleString('en')}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
