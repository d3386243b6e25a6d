/** What narrows the list down. */
import { useEffect, useState } from 'react';
import { RISKS, VERDICTS } from '../../parts/risks.ts';
import { go } from '../../routes.ts';
import { type Filter, hrefOfFilter, KINDS } from './filter.ts';

/** After so long without another letter, what was typed is searched for. */
const QUIET_MS = 300;

export function Facets({ filter }: { readonly filter: Filter }) {
  const narrow = (more: { readonly [Name in keyof Filter]?: string | undefined }): void =>
    go(hrefOfFilter({ ...filter, ...more } as Filter), { isReplacing: true });
  return (
    <form className="facets" role="search" onSubmit={(event) => event.preventDefault()}>
      <TextFacet name="Search in the action" value={filter.text ?? ''} choose={(text) => narrow({ text })} isWide />
      <Choice
        name="Verdict"
        all="any verdict"
        values={VERDICTS}
        value={filter.verdict}
        choose={(verdict) => narrow({ verdict })}
      />
      <Choice
        name="Risk at least"
        all="any risk"
        values={RISKS}
        value={filter.riskAtLeast}
        choose={(riskAtLeast) => narrow({ riskAtLeast })}
      />
      <Choice
        name="Kind"
        all="any kind"
        values={KINDS}
        value={filter.actionKind}
        choose={(actionKind) => narrow({ actionKind })}
      />
      <TextFacet name="Agent" value={filter.agent ?? ''} choose={(agent) => narrow({ agent })} />
      <TextFacet name="Session" value={filter.session ?? ''} choose={(session) => narrow({ session })} />
      <TextFacet name="Rule" value={filter.rule ?? ''} choose={(rule) => narrow({ rule })} />
      {Object.keys(filter).length === 0 ? null : (
        <button type="button" className="button" onClick={() => go(hrefOfFilter({}), { isReplacing: true })}>
          Clear
        </button>
      )}
    </form>
  );
}

interface ChoiceProps {
  readonly name: string;
  /** What stands there where nothing is chosen. */
  readonly all: string;
  readonly values: readonly string[];
  readonly value: string | undefined;
  readonly choose: (value: string | undefined) => void;
}

function Choice({ name, all, values, value, choose }: ChoiceProps) {
  return (
    <label>
      <span className="quiet small">{name}</span>
      <select className="field" value={value ?? ''} onChange={({ target }) => choose(target.value || undefined)}>
        <option value="">{all}</option>
        {values.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TextFacetProps {
  readonly name: string;
  readonly value: string;
  readonly isWide?: boolean;
  readonly choose: (value: string | undefined) => void;
}

function TextFacet({ name, value, isWide = false, choose }: TextFacetProps) {
  const [typed, setTyped] = useState({ text: value, searched: value });
  // The address says otherwise: by this search, by "Clear" or by going back.
  if (typed.searched !== value) setTyped({ text: value, searched: value });
  const { text, searched } = typed;
  useEffect(() => {
    if (text === searched) return undefined;
    const timer = setTimeout(() => choose(text || undefined), QUIET_MS);
    return () => clearTimeout(timer);
  }, [text, searched, choose]);
  return (
    <label className={isWide ? 'grow' : undefined}>
      <span className="quiet small">{name}</span>
      <input
        className="field"
        type="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={text}
        onChange={({ target }) => setTyped({ text: target.value, searched })}
      />
    </label>
  );
}
