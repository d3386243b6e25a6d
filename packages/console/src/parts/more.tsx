/** Asks for the next page of a list, where there is one. */
import type { ReactNode } from 'react';

interface MoreProps {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
  readonly children: ReactNode;
}

export function More({ query, children }: MoreProps) {
  if (!query.hasNextPage) return null;
  return (
    <button
      type="button"
      className="button small"
      disabled={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {children}
    </button>
  );
}
