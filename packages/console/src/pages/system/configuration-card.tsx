/** Each setting as it is in force, and what says so. Secrets never come here. */
import { visible } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import type { Status } from '../../gate/queries.ts';
import { useNow } from '../../parts/now.ts';
import { Answered } from '../../parts/states.tsx';
import { momentText } from '../../parts/times.ts';
import { type Configuration, configurationQuery, type Setting } from './system-queries.ts';

export function ConfigurationCard({ status: { config } }: { readonly status: Status }) {
  const query = useQuery(configurationQuery);
  return (
    <section className="card" aria-labelledby="configuration">
      <div className="card-head">
        <h2 id="configuration">Configuration in force</h2>
      </div>
      <Answered query={query} what="the configuration">
        {(found) => (
          <>
            <Source found={found} config={config} />
            <SettingTable settings={found.settings} waiting={config.waiting} />
          </>
        )}
      </Answered>
    </section>
  );
}

interface SourceProps {
  readonly found: Configuration;
  readonly config: Status['config'];
}

function Source({ found: { file }, config: { digest, readAt } }: SourceProps) {
  const nowMs = useNow();
  if (file === undefined) {
    return <p className="quiet small">No file was read: what Capgate comes with is in force.</p>;
  }
  return (
    <p className="quiet small break">
      <code>{visible(file)}</code>, read {momentText(readAt, nowMs)}
      {digest === undefined ? null : (
        <>
          , SHA-256 <code>{digest}</code>
        </>
      )}
    </p>
  );
}

interface SettingTableProps {
  readonly settings: readonly Setting[];
  /** Keys that the file has otherwise by now. */
  readonly waiting: readonly string[];
}

function SettingTable({ settings, waiting }: SettingTableProps) {
  return (
    <table className="plain settings">
      <thead>
        <tr>
          <th scope="col">Setting</th>
          <th scope="col">Value</th>
          <th scope="col">From</th>
        </tr>
      </thead>
      <tbody>
        {settings.map((setting) => (
          <tr key={setting.key} className={setting.origin === 'default' ? 'quiet' : undefined}>
            <th scope="row">
              <code>{setting.key}</code>
            </th>
            <td className="wrap">
              <Value {...setting} />
              {isWaiting(setting.key, waiting) ? (
                <span className="mark verdict-ask">the file says otherwise: waits for a restart</span>
              ) : null}
            </td>
            <td>{ORIGINS[setting.origin]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const ORIGINS = {
  default: 'Capgate',
  environment: 'environment',
  'command line': 'command line',
  file: 'file',
} as const;

/** A key of the document waits with all that is below it. */
function isWaiting(key: string, waiting: readonly string[]): boolean {
  return waiting.some((one) => key === one || key.startsWith(`${one}.`));
}

function Value({ value, isSecret }: Setting) {
  if (isSecret === true) return <em>set, and not shown </em>;
  if (value === undefined) return <>none </>;
  if (Array.isArray(value)) return value.length === 0 ? <>none </> : <code>{visible(value.join(', '))} </code>;
  return <code>{visible(textOf(value))} </code>;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
