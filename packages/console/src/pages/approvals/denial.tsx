/** Denying, with a message that the agent reads. */
import { useState } from 'react';

interface DenialProps {
  readonly isReady: boolean;
  readonly deny: (message: string) => void;
  readonly close: () => void;
}

const MESSAGE_LENGTH_MAX = 1_000;

export function Denial({ isReady, deny, close }: DenialProps) {
  const [message, setMessage] = useState('');
  return (
    <form
      className="denial appears"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) deny(message.trim());
      }}
    >
      <label htmlFor="denial">Tell the agent why, or what to do instead (may stay empty)</label>
      <div className="row">
        <input
          id="denial"
          className="field grow"
          autoFocus
          autoComplete="off"
          maxLength={MESSAGE_LENGTH_MAX}
          value={message}
          onKeyDown={({ key }) => key === 'Escape' && close()}
          onChange={({ target }) => setMessage(target.value)}
        />
        <button type="submit" className="button answer-deny" disabled={!isReady}>
          Deny <kbd aria-hidden="true">Enter</kbd>
        </button>
        <button type="button" className="button" onClick={close}>
          Back <kbd aria-hidden="true">Esc</kbd>
        </button>
      </div>
    </form>
  );
}
