/** Keys that do something by themselves, unless the person is typing. */
import { useEffect, useRef } from 'react';

export type Keys = Readonly<Record<string, () => void>>;

export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      // A key that is held down is no answer to what comes next.
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.composedPath()[0])) return;
      const action = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined;
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

/** An editor lives in a tree of its own: seen from outside, all that is typed there is typed at its host. */
function isTyping(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.matches('input:not([type="checkbox"]), textarea, select') ||
    target.isContentEditable ||
    document.querySelector('dialog[open]') !== null
  );
}
