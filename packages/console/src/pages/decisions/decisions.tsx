/** All that was decided: searched, scrolled through, and one of them to its last byte. */
import type { PageProps } from '../../layout/pages.tsx';
import { DecisionDetail } from './decision-detail.tsx';
import { Facets } from './facets.tsx';
import { filterOf } from './filter.ts';
import { DecisionTable } from './decision-table.tsx';
import './decisions.css';

export default function Decisions({ id, query }: PageProps) {
  if (id !== undefined) return <DecisionDetail key={id} id={id} />;
  const filter = filterOf(query);
  return (
    <div className="page page-full">
      <h1>Decisions</h1>
      <Facets filter={filter} />
      <DecisionTable key={query.toString()} filter={filter} />
    </div>
  );
}
