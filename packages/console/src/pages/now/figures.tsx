/** The figures at the top: one look says whether all is well. */
import { useQuery } from '@tanstack/react-query';
import type { Pulse } from '../../gate/live.ts';
import { agentsQuery, enforcementQuery, statusQuery } from '../../gate/queries.ts';
import { useNow } from '../../parts/now.ts';
import { hrefOf } from '../../routes.ts';
import { Figure } from '../../parts/figure.tsx';
import { LogHealth } from './log-health.tsx';
import { latencyOf, rateOf, rateText, secondsText } from './rates.ts';

const RATE_SECONDS = 10;
/** An agent that asked within so long is alive. */
const ALIVE_MS = 5 * 60_000;

export function Figures({ pulses }: { readonly pulses: readonly Pulse[] }) {
  return (
    <section className="figures" aria-label="How the gate is">
      <Rate pulses={pulses} />
      <LatencyFigure pulses={pulses} />
      <Alive />
      <PendingFigure pulse={pulses.at(-1)} />
      <EnforcementFigure />
      <LogHealth />
    </section>
  );
}

function Rate({ pulses }: { readonly pulses: readonly Pulse[] }) {
  const rate = rateOf(pulses, RATE_SECONDS);
  return (
    <Figure name="Decisions a second" value={rate === undefined ? '–' : rateText(rate)}>
      {(pulses.at(-1)?.latency.count ?? 0).toLocaleString('en')} since the start
    </Figure>
  );
}

function LatencyFigure({ pulses }: { readonly pulses: readonly Pulse[] }) {
  const latency = latencyOf(pulses);
  return (
    <Figure name="Half decided within" value={latency === undefined ? '–' : secondsText(latency.atMost(0.5))}>
      {latency === undefined
        ? 'nothing decided yet'
        : `99 % in ${secondsText(latency.atMost(0.99))}, 99.9 % in ${secondsText(latency.atMost(0.999))}`}
    </Figure>
  );
}

function Alive() {
  const { data: agents } = useQuery(agentsQuery);
  const { data: status } = useQuery(statusQuery);
  const nowMs = useNow();
  const alive = agents?.filter(({ lastSeenAt }) => nowMs - lastSeenAt < ALIVE_MS);
  return (
    <Figure name="Agents alive" value={<a href={hrefOf('agents')}>{alive?.length ?? '–'}</a>}>
      of {agents?.length ?? '–'} known, {status?.sessions ?? '–'} sessions
    </Figure>
  );
}

function PendingFigure({ pulse }: { readonly pulse: Pulse | undefined }) {
  const pending = pulse?.approvalsPending;
  return (
    <Figure
      name="Approvals waiting"
      tone={pending === undefined || pending === 0 ? undefined : 'warn'}
      value={<a href={hrefOf('approvals')}>{pending ?? '–'}</a>}
    >
      {pending === 0 ? 'nobody needs you' : 'each waits for a person'}
    </Figure>
  );
}

const TIER_NAMES = { none: 'None', backstop: 'Backstop', notify: 'Backstop and a thread' } as const;

function EnforcementFigure() {
  const { data } = useQuery(enforcementQuery);
  if (data === undefined) return <Figure name="Enforcement" value="–" />;
  const { tier, summary, attached } = data;
  const value = attached.length > 0 ? attached.join(', ') : TIER_NAMES[tier];
  return (
    <Figure name="Enforcement" tone={tier === 'none' ? 'warn' : 'good'} value={value}>
      {summary}
    </Figure>
  );
}
