/** Writing the next version: checked as one types, tried on what was decided, held against what others made. */
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Me } from '../../gate/queries.ts';
import { Answered } from '../../parts/states.tsx';
import { hrefOf } from '../../routes.ts';
import { beginDraft, type Draft, useDraft } from './draft.ts';
import { DraftEditor } from './draft-editor.tsx';
import { textOf, type Settings } from './editor/document-text.ts';
import { activeQuery, documentQuery } from './policy-queries.ts';

interface DraftPageProps {
  readonly me: Me;
  /** The version to begin from; the latest where nobody says. */
  readonly from: number | undefined;
}

export function DraftPage({ me, from }: DraftPageProps) {
  const active = useQuery(activeQuery);
  return (
    <div className="page">
      <div className="page-head">
        <h1>A new version of the policy</h1>
        <a href={hrefOf('policy')}>Back to the versions</a>
      </div>
      <Answered query={active} what="the latest version">
        {({ latest }) => <Begun me={me} from={from ?? latest} latest={latest} isAsked={from !== undefined} />}
      </Answered>
    </div>
  );
}

interface BegunProps {
  readonly me: Me;
  readonly from: number;
  readonly latest: number;
  /** Whether the person asked for that version. */
  readonly isAsked: boolean;
}

function Begun({ me, from, latest, isAsked }: BegunProps) {
  const draft = useDraft();
  const query = useQuery(documentQuery(from));
  // What somebody began to write is not thrown away by a link.
  const isOther = draft === undefined || (!draft.isChanged && isAsked && draft.parent !== from);
  useEffect(() => {
    if (isOther && query.data !== undefined) beginFrom(from, query.data);
  }, [isOther, query.data, from]);
  return (
    <Answered query={query} what={`version ${from}`}>
      {(document) =>
        draft === undefined ? null : (
          <>
            {draft.isChanged && isAsked && draft.parent !== from ? (
              <OtherDraft draft={draft} from={from} begin={() => beginFrom(from, document)} />
            ) : null}
            <DraftEditor me={me} draft={draft} latest={latest} />
          </>
        )
      }
    </Answered>
  );
}

interface OtherDraftProps {
  readonly draft: Draft;
  readonly from: number;
  readonly begin: () => void;
}

function OtherDraft({ draft, from, begin }: OtherDraftProps) {
  return (
    <div className="banner banner-waiting row" role="note">
      <span>This is what you began to write out of version {draft.parent}.</span>
      <button type="button" className="button small" onClick={begin}>
        Throw it away and begin with version {from}
      </button>
    </div>
  );
}

const BEGINNING = `security:
  mode: balanced
  user:
    version: 1
    rules: []
`;

/** Who has no policy yet begins with the frame of one. */
function beginFrom(parent: number, document: Settings): void {
  const text = Object.keys(document).length === 0 ? BEGINNING : textOf(document, 'yaml');
  beginDraft({ parent, format: 'yaml', text });
}
