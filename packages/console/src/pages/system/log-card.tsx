/** The log, and whether this browser could verify it. */
import { useQuery } from '@tanstack/react-query';
import { logCheckQuery } from '../../gate/log-check.ts';
import type { Status } from '../../gate/queries.ts';
import { FactCard } from '../../parts/facts.tsx';
import { useNow } from '../../parts/now.ts';
import { durationText } from '../../parts/times.ts';
import { LogTrust } from './log-trust.tsx';

export function LogCard({ status: { log } }: { readonly status: Status }) {
  const check = useQuery(logCheckQuery);
  const nowMs = useNow();
  const { size = 0, checkpointSize, checkpointAt } = log;
  const sealed = checkpointSize === undefined ? 'none yet' : `of ${checkpointSize.toLocaleString('en')} entries`;
  const age = checkpointAt === undefined ? '' : `, ${durationText(nowMs - checkpointAt)} ago`;
  return (
    <FactCard
      title="Log"
      facts={[
        ['Takes records', log.works ? 'yes' : 'no: what must be in it first is denied'],
        ['Entries', size.toLocaleString('en')],
        ['Last checkpoint', `${sealed}${age}`],
      ]}
    >
      <LogTrust check={check} />
    </FactCard>
  );
}
