/** The check of the log as a query: again each minute, and its code loaded the first time. */
import { queryOptions } from '@tanstack/react-query';

const AGAIN_MS = 60_000;

export const logCheckQuery = queryOptions({
  queryKey: ['log-check'],
  queryFn: async () => (await import('./proofs.ts')).checkLog(),
  refetchInterval: AGAIN_MS,
  staleTime: AGAIN_MS / 2,
});
