/** The shape of every answer, as real clients heeded it (measured) or as their documentation has it. */
import { describe, expect, test } from 'vitest';
import { ADAPTERS, adapterNamed, AGENT_NAMES, type GateAnswer, type HookReply } from '../src/index.ts';

const DENY: GateAnswer = { verdict: 'deny', reasons: ['deletes the home folder', 'for good'], alternative: 'rm -i x' };
const ASK: GateAnswer = { verdict: 'ask', reasons: ['overwrites history'] };
const WAITS: GateAnswer = { ...ASK, approval: 'a1b2' };

const DENIED = 'Capgate denies this: deletes the home folder; for good. Safer: rm -i x';
const ASKED = 'Capgate asks about this: overwrites history.';
const TO_BE_ALLOWED = `${ASKED} A person can allow it in a terminal with: capgate approvals allow a1b2; nothing was run.`;
const NOBODY = `${ASKED} A person must run it; nothing was run.`;

type Shape = (decision: 'ask' | 'deny', reason: string) => HookReply;
const json = (output: object): HookReply => ({ stdout: `${JSON.stringify(output)}\n`, stderr: '', exitCode: 0 });
const byExit: Shape = (_, reason) => ({ stdout: '', stderr: `${reason}\n`, exitCode: 2 });
const claudes: Shape = (permissionDecision, permissionDecisionReason) =>
  json({ hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision, permissionDecisionReason } });
const flat: Shape = (permissionDecision, permissionDecisionReason) =>
  json({ permissionDecision, permissionDecisionReason });
const cancels: Shape = (_, errorMessage) => json({ cancel: true, errorMessage });

interface Form {
  readonly agent: string;
  readonly event: string;
  readonly shape: Shape;
  readonly asks: boolean;
}

const FORMS: readonly Form[] = [
  { agent: 'claude', event: 'PreToolUse', shape: claudes, asks: true },
  { agent: 'codex', event: 'PreToolUse', shape: claudes, asks: false },
  { agent: 'gemini', event: 'BeforeTool', shape: (_, reason) => json({ decision: 'deny', reason }), asks: false },
  { agent: 'qwen', event: 'PreToolUse', shape: claudes, asks: true },
  { agent: 'copilot', event: 'preToolUse', shape: flat, asks: true },
  { agent: 'copilot', event: 'PreToolUse', shape: claudes, asks: true },
  { agent: 'opencode', event: 'tool.execute.before', shape: byExit, asks: false },
  { agent: 'cline', event: 'tool_call', shape: cancels, asks: false },
  { agent: 'windsurf', event: 'pre_run_command', shape: byExit, asks: false },
  { agent: 'droid', event: 'PreToolUse', shape: claudes, asks: true },
  { agent: 'openhands', event: 'pre_tool_use', shape: byExit, asks: false },
  { agent: 'goose', event: 'PreToolUse', shape: byExit, asks: false },
  { agent: 'kiro', event: 'preToolUse', shape: byExit, asks: false },
];

function rendered(agent: string, answer: GateAnswer, event: string): HookReply | undefined {
  return adapterNamed(agent)?.render(answer, event);
}

describe.each(FORMS)('$agent by $event', ({ agent, event, shape, asks }) => {
  test('an allow is no opinion', () => {
    const answer: GateAnswer = { verdict: 'allow', reasons: ['harmless'] };
    expect(rendered(agent, answer, event)).toEqual({ stdout: '', stderr: '', exitCode: 0 });
  });

  test('a deny has its reasons and what would be safer', () => {
    expect(rendered(agent, DENY, event)).toEqual(shape('deny', DENIED));
  });

  test('an ask is asked where that reaches a person, and else says how to allow it', () => {
    expect(rendered(agent, ASK, event)).toEqual(asks ? shape('ask', ASKED) : shape('deny', NOBODY));
    expect(rendered(agent, WAITS, event)).toEqual(shape('deny', TO_BE_ALLOWED));
  });

  test('no reason is still a text: an empty one lets it run', () => {
    const reply = rendered(agent, { verdict: 'deny', reasons: [] }, event);
    expect(reply).toEqual(shape('deny', 'Capgate denies this: no reason was given.'));
  });

  test('no answer of the gate stops it, by status and text where the client heeds them', () => {
    expect(adapterNamed(agent)?.fail('why')).toEqual(
      agent === 'cline' ? cancels('deny', 'why') : byExit('deny', 'why'),
    );
  });
});

function cursors(answer: GateAnswer): HookReply | undefined {
  return rendered('cursor', answer, 'beforeShellExecution');
}

test('Cursor tells the person and the agent', () => {
  expect(cursors({ verdict: 'allow', reasons: [] })).toEqual({ stdout: '', stderr: '', exitCode: 0 });
  expect(cursors(DENY)).toEqual(json({ permission: 'deny', user_message: DENIED, agent_message: DENIED }));
  expect(cursors(ASK)).toEqual(json({ permission: 'ask', user_message: ASKED, agent_message: NOBODY }));
  expect(cursors(WAITS)).toEqual(
    json({ permission: 'deny', user_message: TO_BE_ALLOWED, agent_message: TO_BE_ALLOWED }),
  );
});

test('every adapter has its form above', () => {
  expect(AGENT_NAMES).toEqual([...new Set([...FORMS.map(({ agent }) => agent), 'cursor'])].sort());
  const documented = ADAPTERS.filter(({ evidence }) => evidence === 'documented').map(({ name }) => name);
  expect(documented.sort()).toEqual(['cursor', 'droid', 'goose', 'kiro', 'openhands', 'windsurf']);
});

test('a reason with characters that nobody sees shows them, and is cut', () => {
  const reply = rendered('goose', { verdict: 'deny', reasons: [`\u202e\u0007${'x'.repeat(5_000)}`] }, 'PreToolUse');
  expect(reply?.stderr).toContain('\\u{202e}\\x07');
  expect(reply?.stderr.length).toBeLessThan(700);
});
