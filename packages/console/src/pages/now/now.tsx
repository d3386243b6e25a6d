/** What the gate does at this moment, and whether it can be believed. */
import { useQuery } from '@tanstack/react-query';
import { useLive } from '../../gate/live.ts';
import { pendingQuery } from '../../gate/queries.ts';
import type { PageProps } from '../../layout/pages.tsx';
import { hrefOf } from '../../routes.ts';
import { Changes } from './changes.tsx';
import { Figures } from './figures.tsx';
import { Flow } from './flow.tsx';
import { Stopped } from './stopped.tsx';
import { Today } from './today.tsx';
import './now.css';

export function Now(_props: PageProps) {
  const { pulses } = useLive();
  return (
    <div className="page">
      <h1>Now</h1>
      <WaitingForYou />
      <Figures pulses={pulses} />
      <Flow pulses={pulses} />
      <div className="columns">
        <Stopped />
        <div className="stack">
          <Today />
          <Changes />
        </div>
      </div>
    </div>
  );
}

function WaitingForYou() {
  const { data: pending = [] } = useQuery(pendingQuery);
  if (pending.length === 0) return null;
  const many = pending.length === 1 ? 'One action waits' : `${pending.length} actions wait`;
  return (
    <p className="banner banner-waiting" role="status">
      <strong>{many} for a person.</strong>{' '}
      <a href={hrefOf('approvals')}>Answer {pending.length === 1 ? 'it' : 'them'}</a>
    </p>
  );
}
