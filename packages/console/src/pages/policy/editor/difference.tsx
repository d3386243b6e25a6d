/** Two documents beside each other, with what differs marked. */
import { MergeView } from '@codemirror/merge';
import { useEffect, useRef } from 'react';
import { readOnly, textExtensions } from './language.ts';
import { shadowOf } from './look.ts';
import type { Format } from './document-text.ts';

interface DifferenceProps {
  readonly before: string;
  readonly after: string;
  /** What they are, for who does not see them. */
  readonly labels: readonly [before: string, after: string];
  readonly format?: Format;
}

const COLLAPSE = { margin: 3, minSize: 6 };

export function Difference({ before, after, labels: [beforeLabel, afterLabel], format = 'yaml' }: DifferenceProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return undefined;
    const root = shadowOf(host.current);
    const side = (doc: string, label: string) => ({ doc, extensions: [textExtensions(format, label), readOnly] });
    const view = new MergeView({
      a: side(before, beforeLabel),
      b: side(after, afterLabel),
      parent: root,
      root,
      collapseUnchanged: COLLAPSE,
    });
    return () => view.destroy();
  }, [before, after, beforeLabel, afterLabel, format]);
  return <div ref={host} className="editor" />;
}
