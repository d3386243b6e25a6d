/** The policy: its versions, one of them to be looked at or put in force, and a draft of the next. */
import type { PageProps } from '../../layout/pages.tsx';
import { useQuery } from '@tanstack/react-query';
import { Answered } from '../../parts/states.tsx';
import { hrefOf } from '../../routes.ts';
import { useDraft } from './draft.ts';
import { DraftPage } from './draft-page.tsx';
import { activeQuery } from './policy-queries.ts';
import { VersionView } from './version-view.tsx';
import { Versions } from './versions.tsx';
import './policy.css';

export default function Policy({ me, id, query }: PageProps) {
  const active = useQuery(activeQuery);
  const draft = useDraft();
  if (id === 'draft') return <DraftPage me={me} from={numberIn(query.get('from'))} />;
  return (
    <div className="page">
      <div className="page-head">
        <h1>Policy</h1>
        <a className="button primary push" href={hrefOf('policy', 'draft')}>
          {draft?.isChanged === true ? 'Go on with your draft' : 'Write a new version'}
        </a>
      </div>
      <Answered query={active} what="the policy in force">
        {(inForce) => {
          const version = numberIn(id) ?? inForce.version;
          return (
            <div className="policy">
              <Versions active={inForce.version} chosen={version} />
              <VersionView
                key={version}
                me={me}
                version={version}
                inForce={inForce}
                from={numberIn(query.get('from'))}
              />
            </div>
          );
        }}
      </Answered>
    </div>
  );
}

/** Takes what an address holds: anything. */
function numberIn(text: string | null | undefined): number | undefined {
  return text !== null && text !== undefined && /^\d{1,9}$/u.test(text) ? Number(text) : undefined;
}
