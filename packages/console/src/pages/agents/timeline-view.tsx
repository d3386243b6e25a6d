/** Which parts of the timeline are shown, and until when. */
import { MINUTE_MS } from '../../parts/times.ts';
import { go } from '../../routes.ts';
import { hrefOfAgent, PARTS, type Part, type Subject, type View } from './places.ts';

const NAMES: Readonly<Record<Part, string>> = {
  decision: 'Decisions',
  approval: 'Approvals',
  session: 'Sessions',
  kernel: 'Kernel',
};

export function TimelineView({ subject, view }: { readonly subject: Subject; readonly view: View }) {
  const { parts, untilMs, isNotable } = view;
  const look = (at: Partial<View>): void => go(hrefOfAgent(subject, { ...view, ...at }), { isReplacing: true });
  const toggle = (part: Part): void => {
    const others = PARTS.filter((one) => parts.includes(one) !== (one === part));
    look({ parts: others.length === 0 ? PARTS : others });
  };
  return (
    <form className="row timeline-view" onSubmit={(event) => event.preventDefault()}>
      <div className="segments" role="group" aria-label="Show">
        {PARTS.map((part) => (
          <button key={part} type="button" aria-pressed={parts.includes(part)} onClick={() => toggle(part)}>
            {NAMES[part]}
          </button>
        ))}
      </div>
      <label className="choice">
        <input type="checkbox" checked={isNotable} onChange={({ target }) => look({ isNotable: target.checked })} />
        Only what stands out
      </label>
      <label className="choice">
        Until
        <input
          className="field"
          type="datetime-local"
          value={untilMs === undefined ? '' : localText(untilMs)}
          onChange={({ target }) => look({ untilMs: momentOf(target.value) })}
        />
      </label>
      {untilMs === undefined ? null : (
        <button type="button" className="button small" onClick={() => look({ untilMs: undefined })}>
          Now
        </button>
      )}
    </form>
  );
}

/** The time where the person is, as such a field has it. */
function localText(ms: number): string {
  const offsetMs = new Date(ms).getTimezoneOffset() * MINUTE_MS;
  return new Date(ms - offsetMs).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
}

/** Undefined while it is not whole. */
function momentOf(text: string): number | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) || ms <= 0 ? undefined : ms;
}
