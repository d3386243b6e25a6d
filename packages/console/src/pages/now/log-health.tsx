/** Whether the log works, and whether this browser could verify it. */
import { useQuery } from '@tanstack/react-query';
import { statusQuery } from '../../gate/queries.ts';
import { useNow } from '../../parts/now.ts';
import { durationText } from '../../parts/times.ts';
import { hrefOf } from '../../routes.ts';
import { logCheckQuery } from '../../gate/log-check.ts';
import { Figure } from '../../parts/figure.tsx';

export function LogHealth() {
  const { data: status } = useQuery(statusQuery);
  const check = useQuery(logCheckQuery);
  const nowMs = useNow();
  if (status === undefined) return <Figure name="Log" value="–" />;
  if (!status.log.works) {
    return (
      <Figure name="Log" tone="bad" value="Does not work">
        what must be in it first is denied; see the service
      </Figure>
    );
  }
  const { size = 0, checkpointSize = 0, checkpointAt } = status.log;
  const age = checkpointAt === undefined ? 'before this start' : `${durationText(nowMs - checkpointAt)} ago`;
  const value = check.data !== undefined ? 'Verified' : check.error !== null ? 'Not verified' : 'Checking…';
  return (
    <Figure
      name="Log"
      tone={check.error !== null ? 'bad' : check.data === undefined ? undefined : 'good'}
      value={<a href={hrefOf('system')}>{value}</a>}
    >
      {size.toLocaleString('en')} entries, {checkpointSize.toLocaleString('en')} sealed {age}
    </Figure>
  );
}
