/** Claude Code: `permissions.allow`, `ask` and `deny` of its settings. */
import { quoted } from '@capgate/base';
import { type VerdictName, VERDICTS } from '@capgate/core';
import { CliError } from '../../error.ts';
import type { SourceReader, SourceRule, Subject } from '../source.ts';
import { commandSubject, starredSubject } from '../words.ts';
import { callSubject } from './calls.ts';

export const readClaude: SourceReader = (text, path) => {
  const permissions = permissionsOf(parsed(text, path), path);
  return [
    ...VERDICTS.flatMap((verdict) => rulesOf(permissions[verdict], verdict, path)),
    ...Object.keys(permissions).flatMap(otherSetting),
  ];
};

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError('INPUT', `expected ${quoted(path)} to be JSON, met ${String(error)}`);
  }
}

function permissionsOf(settings: unknown, path: string): Readonly<Record<string, unknown>> {
  const permissions = isRecord(settings) ? settings['permissions'] : undefined;
  if (isRecord(permissions)) return permissions;
  throw new CliError('INPUT', `expected settings of Claude Code with "permissions" in ${quoted(path)}, met none`);
}

function rulesOf(list: unknown, verdict: VerdictName, path: string): readonly SourceRule[] {
  if (list === undefined) return [];
  const place = `permissions.${verdict}`;
  if (!Array.isArray(list)) throw new CliError('INPUT', `expected ${place} in ${quoted(path)} to be a list`);
  return list.map((text: unknown, index) => {
    if (typeof text !== 'string')
      throw new CliError('INPUT', `expected ${place}[${index}] in ${quoted(path)} to be text`);
    return { verdict, subject: subjectOf(text, verdict === 'allow'), text, place: `${place}[${index}]` };
  });
}

/** Modes and folders are told, so that nobody believes them to be in force. */
function otherSetting(name: string): readonly SourceRule[] {
  if (VERDICTS.some((verdict) => verdict === name)) return [];
  const why = 'it is a setting and no rule; modes are chosen with mode, workspaces where the agent runs';
  return [{ verdict: 'ask', subject: { kind: 'unread', why }, text: name, place: `permissions.${name}` }];
}

/** `Tool` or `Tool(what it is used on)`. */
const RULE = /^([\w*-]+)(?:\((.*)\))?$/su;

function subjectOf(text: string, isAllow: boolean): Subject {
  const [, tool, detail] = RULE.exec(text) ?? [];
  if (tool === undefined) return { kind: 'unread', why: 'it is not of the form Tool or Tool(…)' };
  if (tool === '*') return { kind: 'all' };
  if (tool.startsWith('mcp__')) return callSubject(tool, detail);
  return TOOLS[tool]?.(detail, isAllow) ?? otherTool(tool, detail);
}

type ToolReader = (detail: string | undefined, isAllow: boolean) => Subject;

const read: ToolReader = (detail) => fileSubject('read', detail);
const write: ToolReader = (detail) => fileSubject('write', detail);

const TOOLS: Readonly<Partial<Record<string, ToolReader>>> = {
  Bash: (detail = '*', isAllow) =>
    detail.endsWith(':*') ? commandSubject(detail.slice(0, -2), 'any', isAllow) : starredSubject(detail, isAllow),
  Read: read,
  Edit: write,
  Write: write,
  MultiEdit: write,
  NotebookEdit: write,
  WebFetch: fetchSubject,
};

function fileSubject(operation: 'read' | 'write', detail: string | undefined): Subject {
  if (detail === undefined) return { kind: 'file', operation };
  if (detail.startsWith('//')) return { kind: 'file', operation, path: detail.slice(1) };
  if (detail.startsWith('~/') || detail.startsWith('./')) return { kind: 'file', operation, path: detail };
  if (detail.startsWith('/')) return { kind: 'unread', why: 'its path starts from where the settings lie' };
  return { kind: 'file', operation, path: `./**/${detail}` };
}

function fetchSubject(detail: string | undefined): Subject {
  if (detail === undefined) return { kind: 'fetch' };
  if (detail.startsWith('domain:')) return { kind: 'fetch', host: detail.slice('domain:'.length) };
  return { kind: 'unread', why: 'it is not of the form WebFetch(domain:…)' };
}

/** Its hook announces other tools as tools of a server by its name. */
function otherTool(tool: string, detail: string | undefined): Subject {
  if (detail !== undefined) return { kind: 'unread', why: `rules know nothing of what ${tool} is used on` };
  return { kind: 'call', servers: ['claude'], tools: [tool] };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
