/** One version: its document, what it changed, whom it belongs to; and what putting it in force would mean. */
import { visible } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Me } from '../../gate/queries.ts';
import { Answered } from '../../parts/states.tsx';
import { versionText } from '../../parts/version-text.ts';
import { go, hrefOf } from '../../routes.ts';
import { Activation } from './activation.tsx';
import { Activations } from './activations.tsx';
import { DryRun } from './dry-run.tsx';
import { Code } from './editor/code-editor.tsx';
import { Difference } from './editor/difference.tsx';
import { type Format, FORMATS, textOf, type Settings } from './editor/document-text.ts';
import { Owners } from './owners.tsx';
import { type Active, documentQuery } from './policy-queries.ts';

interface VersionViewProps {
  readonly me: Me;
  readonly version: number;
  readonly inForce: Active;
  /** The version that it is held against; undefined where its document alone is shown. */
  readonly from: number | undefined;
}

export function VersionView({ me, version, inForce, from }: VersionViewProps) {
  const query = useQuery(documentQuery(version));
  const isActive = version === inForce.version;
  return (
    <div className="stack">
      <section className="card" aria-labelledby="version">
        <div className="card-head">
          <h2 id="version">
            {titled(versionText(version))}
            {isActive ? ', in force' : ''}
          </h2>
          <ComparedWith version={version} latest={inForce.latest} from={from} />
        </div>
        <Answered query={query} what={`version ${version}`}>
          {(document) => (
            <>
              {from === undefined ? (
                <Document document={document} version={version} />
              ) : (
                <Compared document={document} version={version} from={from} />
              )}
              <p className="row below">
                <a href={hrefOf('policy', 'draft', { from: String(version) })}>Write a version out of this one</a>
              </p>
            </>
          )}
        </Answered>
      </section>
      {query.data === undefined ? null : (
        <>
          <Owners document={query.data} me={me} />
          {version === 0 ? null : <Activations version={version} />}
          {isActive ? null : (
            <>
              <DryRun document={query.data} />
              <Activation key={version} me={me} version={version} inForce={inForce.version} />
            </>
          )}
        </>
      )}
    </div>
  );
}

/** As a title begins. */
function titled(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

interface ComparedWithProps extends Pick<VersionViewProps, 'version' | 'from'> {
  readonly latest: number;
}

const CHOICES_MAX = 100;

function ComparedWith({ version, latest, from }: ComparedWithProps) {
  const numbers = Array.from({ length: Math.min(latest + 1, CHOICES_MAX) }, (_, i) => latest - i);
  const others = numbers.filter((other) => other !== version);
  if (others.length === 0) return null;
  return (
    <label className="choice">
      Compare with
      <select
        className="field"
        value={from ?? ''}
        onChange={({ target: { value } }) =>
          go(hrefOf('policy', String(version), value === '' ? undefined : { from: value }), { isReplacing: true })
        }
      >
        <option value="">nothing</option>
        {others.map((other) => (
          <option key={other} value={other}>
            {other === 0 ? 'no policy' : `version ${other}`}
          </option>
        ))}
      </select>
    </label>
  );
}

function Document({ document, version }: { readonly document: Settings; readonly version: number }) {
  const [format, setFormat] = useState<Format>('yaml');
  if (Object.keys(document).length === 0) {
    return <p className="quiet">It says nothing: the mode balanced decides alone.</p>;
  }
  return (
    <>
      <FormatChoice format={format} choose={setFormat} />
      <div className="document">
        <Code text={textOf(document, format)} format={format} label={`The document of version ${version}`} />
      </div>
    </>
  );
}

interface FormatChoiceProps {
  readonly format: Format;
  readonly choose: (format: Format) => void;
  readonly isDisabled?: boolean;
}

export function FormatChoice({ format, choose, isDisabled = false }: FormatChoiceProps) {
  return (
    <div className="segments" role="group" aria-label="Written as">
      {FORMATS.map((one) => (
        <button key={one} type="button" aria-pressed={one === format} disabled={isDisabled} onClick={() => choose(one)}>
          {one.toUpperCase()}
        </button>
      ))}
    </div>
  );
}

interface ComparedProps {
  readonly document: Settings;
  readonly version: number;
  readonly from: number;
}

function Compared({ document, version, from }: ComparedProps) {
  const query = useQuery(documentQuery(from));
  return (
    <Answered query={query} what={`version ${from}`}>
      {(before) => <Sides before={before} after={document} names={[`Version ${from}`, `Version ${version}`]} />}
    </Answered>
  );
}

interface SidesProps {
  readonly before: Settings;
  readonly after: Settings;
  readonly names: readonly [before: string, after: string];
}

/** Two documents beside each other, under their names. */
export function Sides({ before, after, names }: SidesProps) {
  const [left, right] = [textOf(before, 'yaml'), textOf(after, 'yaml')];
  if (left === right) return <p className="quiet">Nothing differs.</p>;
  return (
    <>
      <div className="sides small quiet">
        {names.map((name) => (
          <span key={name}>{visible(name)}</span>
        ))}
      </div>
      <div className="document">
        <Difference before={left} after={right} labels={names} />
      </div>
    </>
  );
}
