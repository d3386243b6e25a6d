/**
 * How a program is asked, one line of JSON each way: `{"id":1,"command":"…","cwd":"…"}`, answered by
 * `{"id":1,"verdict":"allow"}` with what it measured itself beside. What comes back may be anything.
 */
import { quoted } from '@capgate/base';
import { LabError } from '../../error.ts';
import { type Answer, type Costs, type Question, type Verdict, VERDICTS } from '../arm.ts';

export type Told = Omit<Answer, 'latencyNs'>;

const COSTS = ['costUsd', 'tokens', 'memoryBytes', 'energyJ'] as const satisfies readonly (keyof Costs)[];

/** The line that asks, with its end. */
export function questionLine(id: number, { command, cwd }: Question): string {
  return `${JSON.stringify({ id, command, cwd })}\n`;
}

/**
 * What the line of an answer says; a verdict that is none is no fault, but no verdict. Throws `LabError` ARM where it is no
 * object, answers another question, or costs what nothing can cost.
 */
export function answerOf(line: string, id: number): Told {
  const { id: answered, ...raw } = objectOf(line);
  if (answered !== id) throw unexpected(`an answer to ${id}`, JSON.stringify(answered) ?? 'none');
  const verdict = VERDICTS.find((one): one is Verdict => one === raw['verdict']);
  return { verdict, ...costsOf(raw), raw };
}

function objectOf(line: string): Record<string, unknown> {
  const value = parsed(line);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw unexpected('an object of JSON on a line', quoted(line));
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function costsOf(raw: Readonly<Record<string, unknown>>): Costs {
  const given = COSTS.filter((name) => raw[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, costOf(name, raw[name])]));
}

function costOf(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw unexpected(`${name} as a number from 0 on`, quoted(JSON.stringify(value)));
}

function unexpected(expected: string, met: string): LabError {
  return new LabError('ARM', `expected ${expected}, met ${met}; docs/lab.md says how a program answers`);
}
