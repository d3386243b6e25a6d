/** What is around every page: the way to the others, who is signed in, and whether what is shown still holds. */
import { useQuery } from '@tanstack/react-query';
import { Suspense, useEffect } from 'react';
import { live } from '../gate/live.ts';
import { type Me, pendingQuery } from '../gate/queries.ts';
import { Empty, Waiting } from '../parts/states.tsx';
import { hrefOf, usePlace } from '../routes.ts';
import { useAlerts } from './alerts.ts';
import { Connection } from './connection.tsx';
import { Foot } from './foot.tsx';
import mark from './mark.svg';
import { PAGES } from './pages.tsx';
import { Paused } from './paused.tsx';

export function Shell({ me }: { readonly me: Me }) {
  useEffect(() => live.start(), []);
  const { page, id, query } = usePlace();
  const found = PAGES.find(({ path }) => path === page);
  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={(event) => toMain(event.nativeEvent)}>
        Skip to content
      </a>
      <header className="side">
        <a className="brand" href={hrefOf('')}>
          <img src={mark} alt="" width="24" height="24" />
          Capgate
        </a>
        <Navigation page={page} />
        <Foot me={me} />
      </header>
      <main id="main" tabIndex={-1}>
        <Connection />
        <Paused />
        <Suspense fallback={<Waiting what="the page" />}>
          {found === undefined ? <Nowhere /> : <found.View me={me} id={id} query={query} />}
        </Suspense>
      </main>
    </div>
  );
}

/** The address behind `#` is the page's own, so the browser cannot follow the link. */
function toMain(event: MouseEvent): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}

function Navigation({ page }: { readonly page: string }) {
  const { data } = useQuery(pendingQuery);
  const pending = data ?? [];
  useAlerts(data);
  useEffect(() => {
    const name = PAGES.find(({ path }) => path === page)?.name ?? 'Capgate';
    document.title = `${pending.length > 0 ? `(${pending.length}) ` : ''}${name} · Capgate`;
  }, [page, pending.length]);
  return (
    <nav aria-label="Pages">
      <ul>
        {PAGES.map(({ path, name }) => (
          <li key={path}>
            <a href={hrefOf(path)} aria-current={path === page ? 'page' : undefined}>
              {name}
              {path === 'approvals' && pending.length > 0 ? (
                <span className="badge">
                  {pending.length}
                  <span className="unseen"> waiting</span>
                </span>
              ) : null}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Nowhere() {
  return <Empty title="There is no such page">The links at the side lead to those that are.</Empty>;
}
