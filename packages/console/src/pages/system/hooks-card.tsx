/** The doctor's table, as far as it can be told without starting anything: which agents are here, and whether they ask. */
import { visible } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import { Answered, Empty } from '../../parts/states.tsx';
import { type InstalledHook, type InstalledHooks, installedHooksQuery, loadQuery } from './system-queries.ts';

export function HooksCard() {
  const query = useQuery(installedHooksQuery);
  return (
    <section className="card" aria-labelledby="hooks">
      <div className="card-head">
        <h2 id="hooks">Hooks of agents</h2>
        <p className="quiet small">
          <code>capgate doctor</code> tries each: a dangerous command, a harmless one, and no gate
        </p>
      </div>
      <Answered query={query} what="hooks">
        {(found) => (
          <>
            {found.isPersons ? null : <NobodysHome home={found.home} />}
            {found.agents.length === 0 ? <NoAgent {...found} /> : <HookTable agents={found.agents} />}
            {found.isPersons ? <WhoseHome home={found.home} /> : null}
          </>
        )}
      </Answered>
    </section>
  );
}

function NobodysHome({ home }: Pick<InstalledHooks, 'home'>) {
  return (
    <p className="warning" role="note">
      This gate has a user of its own, at home in <code>{visible(home)}</code>, and looks into nobody else’s settings:
      here is only what is installed for the whole machine. Run <code>capgate doctor</code> as yourself to see your own
      agents.
    </p>
  );
}

function NoAgent({ isPersons }: InstalledHooks) {
  if (!isPersons) return <Empty title="No agent has a hook for the whole machine" />;
  return (
    <Empty title="No agent was found here">
      <code>capgate init --agent NAME</code> puts a hook into one that is elsewhere.
    </Empty>
  );
}

function WhoseHome({ home }: Pick<InstalledHooks, 'home'>) {
  return (
    <p className="quiet small below">
      As the settings in <code>{visible(home)}</code> and those of the whole machine say; hooks of single projects, and
      of other users, are not looked at.
    </p>
  );
}

function HookTable({ agents }: Pick<InstalledHooks, 'agents'>) {
  const { data: load } = useQuery(loadQuery);
  return (
    <table className="plain hooks">
      <thead>
        <tr>
          <th scope="col">Agent</th>
          <th scope="col">Hook</th>
          <th scope="col" className="number">
            Asked since the start
          </th>
          <th scope="col">What to know</th>
        </tr>
      </thead>
      <tbody>
        {agents.map((hook) => (
          <tr key={`${hook.agent} ${hook.scope}`}>
            <th scope="row">
              {hook.title}
              {hook.scope === 'managed' ? <span className="quiet"> (whole machine)</span> : null}
            </th>
            <td>
              <State {...hook} />
            </td>
            <td className="number">
              {load === undefined ? '–' : (load.hooks.get(hook.agent) ?? 0).toLocaleString('en')}
            </td>
            <td className="wrap">
              {hook.notConnected === undefined ? null : <p>{visible(hook.notConnected)}.</p>}
              <details>
                <summary className="quiet">What it cannot do</summary>
                <p className="quiet">{hook.limit}</p>
              </details>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function State({ hasHook, notConnected }: InstalledHook) {
  if (!hasHook) return <span className="mark verdict-deny">none</span>;
  if (notConnected !== undefined) return <span className="mark verdict-ask">in part</span>;
  return <span className="mark verdict-allow">in place</span>;
}
