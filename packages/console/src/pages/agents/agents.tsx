/** Who asks the gate: all agents and their last sessions, or one of either. */
import type { PageProps } from '../../layout/pages.tsx';
import { AgentPage } from './agent-page.tsx';
import { AgentTable, SessionTable } from './lists.tsx';
import { SessionPage } from './session-page.tsx';
import './agents.css';

export default function Agents({ id: agent, query }: PageProps) {
  const session = query.get('session');
  if (agent === undefined) return <Lists />;
  if (session === null) return <AgentPage key={agent} agent={agent} query={query} />;
  return <SessionPage key={`${agent}\n${session}`} agent={agent} session={session} query={query} />;
}

function Lists() {
  return (
    <div className="page">
      <h1>Agents</h1>
      <AgentTable />
      <SessionTable />
    </div>
  );
}
