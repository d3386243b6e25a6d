/** Every key that signs or signed the log, as this browser followed them from the first to the last. */
import { useQuery } from '@tanstack/react-query';
import { Answered } from '../../parts/states.tsx';
import { durationText } from '../../parts/times.ts';
import { useNow } from '../../parts/now.ts';
import { visible } from '@capgate/base';
import type { ChainKey } from '@capgate/keys';
import { keysQuery } from './system-queries.ts';

export function KeysCard() {
  const query = useQuery(keysQuery);
  return (
    <section className="card" aria-labelledby="keys">
      <div className="card-head">
        <h2 id="keys">Keys that sign the log</h2>
        <p className="quiet small">
          Compare with <code>capgate keys show</code>
        </p>
      </div>
      <Answered query={query} what="keys">
        {(keys) => (
          <ol className="lines" reversed>
            {keys.toReversed().map((key, i) => (
              <KeyItem key={key.fingerprint} of={key} isCurrent={i === 0} />
            ))}
          </ol>
        )}
      </Answered>
    </section>
  );
}

interface KeyItemProps {
  readonly of: ChainKey;
  readonly isCurrent: boolean;
}

function KeyItem({ of: { fingerprint, identity, createdMs, ...term }, isCurrent }: KeyItemProps) {
  const nowMs = useNow();
  const { look, word, says } = standingOf({ createdMs, ...term }, isCurrent, nowMs);
  return (
    <li className="system-key">
      <p className="row">
        <strong>{visible(identity.name)}</strong>
        <span className="quiet small">{identity.keys.map(({ algorithm }) => algorithm).join(' and ')}</span>
        <span className={`mark push ${look}`}>{word}</span>
      </p>
      <code className="break small">{fingerprint}</code>
      <p className="quiet small">
        {durationText(nowMs - createdMs)} old; {says}
      </p>
    </li>
  );
}

type Term = Pick<ChainKey, 'createdMs' | 'expiresMs' | 'overlapUntilMs' | 'revoked'>;

interface Standing {
  readonly look: string;
  readonly word: string;
  readonly says: string;
}

function standingOf({ expiresMs, overlapUntilMs, revoked }: Term, isCurrent: boolean, nowMs: number): Standing {
  if (revoked !== undefined) {
    return {
      look: 'verdict-deny',
      word: 'revoked',
      says: `${durationText(nowMs - revoked.atMs)} ago: ${visible(revoked.reason)}`,
    };
  }
  if (isCurrent && expiresMs > nowMs) {
    return { look: 'verdict-allow', word: 'signs', says: `its rotation is due in ${durationText(expiresMs - nowMs)}` };
  }
  if (isCurrent) {
    const late = `its rotation is overdue for ${durationText(nowMs - expiresMs)}: capgate keys rotate`;
    return { look: 'verdict-ask', word: 'signs', says: late };
  }
  const leftMs = (overlapUntilMs ?? 0) - nowMs;
  if (leftMs > 0) {
    return { look: '', word: 'signs too', says: `signs beside the newer key for ${durationText(leftMs)} more` };
  }
  return { look: '', word: 'retired', says: 'what it signed still counts' };
}
