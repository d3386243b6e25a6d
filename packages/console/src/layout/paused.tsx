/** Says that the gate lets pass what it would stop. */
import { visible } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import { pauseQuery } from '../gate/queries.ts';
import { useNow } from '../parts/now.ts';
import { countdownText } from '../parts/times.ts';

export function Paused() {
  const { data: pause } = useQuery(pauseQuery);
  const nowMs = useNow();
  if (pause === undefined || pause === null || pause.until <= nowMs) return null;
  return (
    <p className="banner banner-paused" role="status">
      <strong>The gate is paused for {countdownText(pause.until - nowMs)}</strong> by {visible(pause.by)}: “
      {visible(pause.reason)}”. What it would stop is let pass. <code>capgate pause --end</code> ends it.
    </p>
  );
}
