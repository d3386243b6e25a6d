import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApprovalInForce, TimelineEvent, Trait } from '../../src/pages/agents/agent-queries.ts';
import { hrefOfAgent, PARTS, viewOf } from '../../src/pages/agents/places.ts';
import { commonCount, rulesFor } from '../../src/pages/agents/rules-in-force.ts';
import { linesOf } from '../../src/pages/agents/timeline-lines.ts';
import { byAspect, hoursBetween, hoursOfDay, traitText, usualHours } from '../../src/pages/agents/traits.ts';
import { DAY_MS, HOUR_MS } from '../../src/parts/times.ts';
import { placeOf } from '../../src/routes.ts';

const trait = (aspect: Trait['aspect'], name: string): Trait => ({
  aspect,
  name,
  count: 1,
  firstAt: 1,
  firstDecision: 'd',
});

const allowed = (ruleText: string) =>
  [{ approval: 'a-1', answers: [{ by: 'ada', ruleText }] }] as unknown as readonly ApprovalInForce[];

const decided = (ms: number, command: string, id = 'd-1') =>
  ({
    kind: 'decision',
    at: ms,
    decision: {
      id,
      at: ms,
      verdict: 'allow',
      judged: 'allow',
      risk: 'LOW',
      session: 's-1',
      action: { kind: 'command', command },
    },
  }) as unknown as TimelineEvent;

describe('the address of an agent, a session and what is shown of it', () => {
  test('leads back to the same, whatever their names', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    const view = fc.record({
      parts: fc.subarray([...PARTS], { minLength: 1 }),
      untilMs: fc.option(fc.integer({ min: 1, max: 2 ** 45 }), { nil: undefined }),
      isNotable: fc.boolean(),
    });
    fc.assert(
      fc.property(name, fc.option(name, { nil: undefined }), view, (agent, session, shown) => {
        const { page, id, query } = placeOf(hrefOfAgent({ agent, session }, shown));
        expect([page, id, query.get('session') ?? undefined]).toEqual(['agents', agent, session]);
        expect(viewOf(query)).toEqual(shown);
      }),
    );
  });

  test('shows all where it makes no sense', () => {
    const all = { parts: PARTS, untilMs: undefined, isNotable: false };
    for (const text of ['', 'parts=', 'parts=none,x', 'until=x', 'until=-1', 'until=1e400', 'only=x'])
      expect(viewOf(new URLSearchParams(text))).toEqual(all);
  });
});

describe('what an agent does', () => {
  test('is told by aspect, capabilities in words', () => {
    const found = byAspect([trait('tool', 'curl'), trait('host', 'b'), trait('risk', 'HIGH'), trait('host', 'a')]);
    expect(found.map(({ name }) => name)).toEqual(['HIGH', 'b', 'a', 'curl']);
    expect(traitText(trait('capability', 'CREDENTIAL_ACCESS'))).toBe('credential access');
    expect(traitText(trait('tool', 'GIT_X'))).toBe('GIT_X');
  });

  test('hour by hour has a zero where nothing was decided', () => {
    const hours = [{ at: 2 * HOUR_MS, allow: 3, ask: 0, deny: 1 }];
    expect(hoursBetween(hours, HOUR_MS + 5, 3 * HOUR_MS)).toEqual({
      times: [3_600, 7_200, 10_800],
      allow: [0, 3, 0],
      ask: [0, 0, 0],
      deny: [0, 1, 0],
    });
  });

  test('is counted by the hours of whoever looks', () => {
    const at = new Date(2026, 5, 1, 23, 0).getTime();
    const counts = hoursOfDay([
      { at, allow: 1, ask: 1, deny: 1 },
      { at: at + DAY_MS, allow: 2, ask: 0, deny: 0 },
    ]);
    expect(counts.map((count, hour) => [hour, count]).filter(([, count]) => count !== 0)).toEqual([[23, 5]]);
  });

  test('falls into the shortest stretch that has nine tenths of it, over midnight as well', () => {
    const counts = Array.from({ length: 24 }, () => 0);
    expect(usualHours(counts)).toBeUndefined();
    [counts[22], counts[23], counts[0], counts[12]] = [30, 30, 30, 5];
    expect(usualHours(counts)).toEqual({ from: 22, to: 1 });
    expect(usualHours(counts.map(() => 7))).toEqual({ from: 0, to: 22 });
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 24, maxLength: 24 }), (any) => {
        const all = any.reduce((sum, count) => sum + count, 0);
        const found = usualHours(any);
        expect(found === undefined).toBe(all === 0);
        if (found === undefined) return;
        const length = (found.to - found.from + 24) % 24 || 24;
        const within = Array.from({ length }, (_, i) => any[(found.from + i) % 24] ?? 0);
        expect(within.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(0.9 * all);
      }),
    );
  });
});

describe('rules in force', () => {
  const settings = {
    security: {
      mode: 'balanced',
      organisation: {
        rules: [
          { id: 'all', verdict: 'deny', when: { agent: '*', tool: 'git' } },
          { id: 'any', verdict: 'deny', when: {} },
        ],
      },
      user: {
        rules: [
          { id: 'its-own', verdict: 'allow', reason: 'agreed', when: { agent: 'coder' } },
          { id: 'like-it', verdict: 'ask', when: { agent: ['x', 'cod*'] } },
          { id: 'others', verdict: 'ask', when: { agent: 'coder-2' } },
        ],
      },
    },
  };

  test('are those that name the agent, with the answer that made one; the others are counted', () => {
    expect(rulesFor('coder', settings, allowed('[{"id":"its-own"}]'))).toEqual([
      { id: 'its-own', layer: 'user', verdict: 'allow', reason: 'agreed', origin: { approval: 'a-1', by: 'ada' } },
      { id: 'like-it', layer: 'user', verdict: 'ask', reason: undefined, origin: undefined },
    ]);
    expect(commonCount(settings)).toBe(2);
    expect([rulesFor('coder', {}, []), commonCount({})]).toEqual([[], 0]);
  });

  test('have no origin in a text that holds no rules', () => {
    for (const text of ['', '{', 'null', '7', '{"id":"its-own"}'])
      expect(rulesFor('coder', settings, allowed(text))[0]?.origin).toBeUndefined();
  });
});

describe('lines of a timeline', () => {
  const at = new Date(2026, 5, 1, 12, 0).getTime();
  const asked = (state: string) => {
    const approval = { approval: 'a-1', summary: 'sends data', risk: 'HIGH', session: 's-1', state };
    const [, line] = linesOf([{ kind: 'approval.requested', at, approval } as unknown as TimelineEvent], 'coder');
    return (line as { text: string }).text;
  };
  const said = (more: object) => {
    const event = decided(at, 'rm -rf /');
    const decision = { ...event.decision, mode: 'balanced', ...more };
    const [, line] = linesOf([{ ...event, decision } as unknown as TimelineEvent], 'coder');
    return (line as { text: string }).text;
  };

  test('have the day before the first of each day, and keys of their own', () => {
    const events = [decided(at, 'a', 'd-1'), decided(at, 'a', 'd-2'), decided(at - DAY_MS, 'b', 'd-3')];
    const lines = linesOf(events, 'coder');
    expect(lines.map((line) => ('dayMs' in line ? 'day' : line.code))).toEqual(['day', 'a', 'a', 'day', 'b']);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
  });

  test('keep their keys when others come before and behind them', () => {
    const older = [decided(at, 'a', 'd-1'), decided(at - 1, 'b', 'd-2')];
    const keys = linesOf(older, 'coder').map(({ key }) => key);
    const longer = linesOf([decided(at + 1, 'c', 'd-3'), ...older, decided(at - 2, 'd', 'd-4')], 'coder').map(
      ({ key }) => key,
    );
    expect(longer.filter((key) => keys.includes(key))).toEqual(keys);
  });

  test('of what the kernel did name the action whose decision it was', () => {
    const denial = { act: 'connect', address: '192.0.2.7', port: 443, ancestry: [{ pid: 1, command: 'x\u202e' }] };
    const stopped = { kind: 'kernel.denied', at, denial: { ...denial, decision: 'd-1' } } as unknown as TimelineEvent;
    const [, line] = linesOf([stopped, decided(at, 'npm test \u202e')], 'coder');
    expect(line).toMatchObject({ mark: 'stopped', look: 'deny', code: 'npm test \\u{202e}', href: '#/decisions/d-1' });
    expect((line as { text: string }).text).toContain('by x\\u{202e} (1)');
  });

  test('of what a person is asked say how it stands only where no answer tells that in a line of its own', () => {
    expect(['pending', 'allowed', 'denied', 'expired'].map(asked)).toEqual([
      'A person is asked (waits): sends data',
      'A person is asked: sends data',
      'A person is asked: sends data',
      'A person is asked (nobody answered in time): sends data',
    ]);
  });

  test('of a decision say which rule made it, and what was judged where something else was answered', () => {
    expect(said({ verdict: 'deny', judged: 'deny', rule: 'mode balanced' })).toBe('');
    expect(said({ verdict: 'deny', judged: 'deny', rule: 'rule r of layer user' })).toBe('rule r of layer user');
    expect(said({ judged: 'ask', rule: 'mode balanced' })).toBe('the rules said ask');
    expect(said({ judged: 'deny', rule: 'pause' })).toBe('the rules said deny, pause');
    expect(said({ judged: 'deny', rule: 'mode observe', mode: 'observe' })).toBe('the rules said deny, mode observe');
  });

  test('of a kind that only a later gate knows are left out', () => {
    expect(linesOf([{ kind: 'later', at } as unknown as TimelineEvent], 'coder')).toEqual([]);
  });
});
