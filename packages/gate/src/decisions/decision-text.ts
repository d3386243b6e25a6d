/**
 * The canonical text of a decision's record (RFC 8785), put together by hand: decisions are most of what is logged, and
 * most parts of one are the same as in the one before. A test holds it against the encoder.
 */
import { canonicalText } from '@capgate/base';
import type { DecisionMade } from '@capgate/store';

export function decisionText(made: DecisionMade): string {
  const {
    action,
    agent,
    approval,
    cwd,
    descriptor,
    files,
    hosts,
    judged,
    mode,
    policy,
    reasons,
    risk,
    rule,
    scopes,
    session,
  } = made;
  const isCommand = action.kind === 'command' && typeof action['command'] === 'string' && action['cut'] === undefined;
  return (
    (isCommand
      ? `{"action":{"command":${JSON.stringify(action['command'])},"kind":"command"}`
      : `{"action":${canonicalText(action)}`) +
    `,"agent":${quoted(agent)}` +
    (approval === undefined ? '' : `,"approval":"${approval}"`) +
    `,"cwd":${quoted(cwd)},"descriptor":"${descriptor}"` +
    (files === undefined ? '' : `,"files":${canonicalText(files)}`) +
    (hosts === undefined ? '' : `,"hosts":${JSON.stringify(hosts)}`) +
    `,"judged":"${judged}","mode":"${mode}","policy":${policy}` +
    (reasons === undefined ? '' : `,"reasons":${JSON.stringify(reasons)}`) +
    `,"risk":"${risk}"` +
    (rule === undefined ? '' : `,"rule":${JSON.stringify(rule)}`) +
    (scopes === undefined ? '' : `,"scopes":${JSON.stringify(scopes)}`) +
    `,"session":${quoted(session)}` +
    (made.subagent === undefined ? '' : `,"subagent":${canonicalText(made.subagent)}`) +
    `,"tenant":${quoted(made.tenant)},"tookNs":${made.tookNs},"verdict":"${made.verdict}"}`
  );
}

/** Texts that come again and again: names, folders. */
const quotedTexts = new Map<string, string>();
const REMEMBERED_MAX = 4_096;

function quoted(text: string): string {
  const known = quotedTexts.get(text);
  if (known !== undefined) return known;
  const json = JSON.stringify(text);
  if (quotedTexts.size >= REMEMBERED_MAX) quotedTexts.clear();
  quotedTexts.set(text, json);
  return json;
}
