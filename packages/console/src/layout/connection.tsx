/** Says at once that what is shown may be old. */
import { useLive } from '../gate/live.ts';
import { useNow } from '../parts/now.ts';
import { durationText } from '../parts/times.ts';

export function Connection() {
  const { connection, sinceMs } = useLive();
  const nowMs = useNow();
  if (connection !== 'lost') return null;
  return (
    <p className="banner banner-lost" role="alert">
      <strong>No connection to the gate for {durationText(nowMs - sinceMs)}.</strong> What you see may be old, and
      answers do not arrive. Trying again…
    </p>
  );
}
