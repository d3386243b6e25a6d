/** Whose the domains of a policy are. */
import { visible } from '@capgate/base';
import type { Me } from '../../gate/queries.ts';
import { ownersIn } from './policy-queries.ts';
import type { Settings } from './editor/document-text.ts';

export function Owners({ document, me }: { readonly document: Settings; readonly me: Me }) {
  const owned = ownersIn(document);
  return (
    <section className="card" aria-labelledby="owners">
      <div className="card-head">
        <h2 id="owners">Owners</h2>
      </div>
      {owned.length === 0 ? (
        <p className="quiet">No domain has owners: whoever may change the policy may change all of it.</p>
      ) : (
        <dl className="facts">
          {owned.map(({ domain, owners }) => (
            <div key={domain} className="fact">
              <dt>{domain}</dt>
              <dd>
                {owners.map(visible).join(', ')}
                <span className="quiet">
                  {owners.includes(me.name) ? ' · you are one of them' : ' · a change of yours here is refused'}
                </span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
