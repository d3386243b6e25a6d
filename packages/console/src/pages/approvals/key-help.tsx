/** Which keys do what. */
import { useEffect, useRef } from 'react';

const KEYS = [
  ['j', 'the next'],
  ['k', 'the one before'],
  ['a', 'allow once'],
  ['s', 'allow for the session'],
  ['d', 'deny, with a message'],
  ['r', 'write a rule'],
  ['?', 'this list'],
] as const;

export function KeyHelp({ close }: { readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="keys" onClose={close}>
      <h2 id="keys">Keys</h2>
      <dl className="key-list">
        {KEYS.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit" className="button">
          Close <kbd aria-hidden="true">Esc</kbd>
        </button>
      </form>
    </dialog>
  );
}
