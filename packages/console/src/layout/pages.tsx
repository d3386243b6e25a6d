/** The pages, in the order of the navigation. Those that a person opens first come with the first script. */
import { type ComponentType, lazy } from 'react';
import type { Me } from '../gate/queries.ts';
import { Approvals } from '../pages/approvals/approvals.tsx';
import { Now } from '../pages/now/now.tsx';

export interface PageProps {
  readonly me: Me;
  readonly id: string | undefined;
  readonly query: URLSearchParams;
}

interface PageEntry {
  readonly path: string;
  readonly name: string;
  readonly View: ComponentType<PageProps>;
}

/** Fleet and Lab join this list with the packages that have something to show. */
export const PAGES: readonly PageEntry[] = [
  { path: '', name: 'Now', View: Now },
  { path: 'approvals', name: 'Approvals', View: Approvals },
  { path: 'decisions', name: 'Decisions', View: lazy(() => import('../pages/decisions/decisions.tsx')) },
  { path: 'policy', name: 'Policy', View: lazy(() => import('../pages/policy/policy.tsx')) },
  { path: 'agents', name: 'Agents', View: lazy(() => import('../pages/agents/agents.tsx')) },
  { path: 'system', name: 'System', View: lazy(() => import('../pages/system/system.tsx')) },
];
