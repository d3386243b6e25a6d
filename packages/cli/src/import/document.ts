/** The document as a person reads it: each rule below where it came from, and at its end what was left out. */
import { visible } from '@capgate/base';
import type { Action, Conditions } from '@capgate/core';
import { Document, isMap, isSeq, stringify } from 'yaml';
import type { Imported, LeftRule, WrittenRule } from './assemble.ts';
import { whyOf } from './report.ts';

/** A text that a person wrote may be long; a line of YAML need not be folded. */
const FORM = { lineWidth: 0, flowCollectionPadding: false } as const;

export function yamlOf({ carried, guards, left }: Imported): string {
  const document = new Document(
    { version: 1, rules: [...carried.map(({ rule }) => rule), ...guards].map(plain) },
    { aliasDuplicateObjects: false },
  );
  document.commentBefore = ' Made by capgate import. It states no mode: the one in force stays.';
  const rules = document.get('rules');
  if (isSeq(rules)) {
    rules.items.forEach((item, index) => {
      const one = carried[index];
      if (!isMap(item)) return;
      if (one === undefined) {
        item.commentBefore = ' So that no allow above reaches another user or machine.';
        return;
      }
      const { source, note } = one;
      const from = ` ${visible(source.text)} (${visible(source.path)}, ${source.place})`;
      item.commentBefore = note === undefined ? from : `${from}\n ${note}`;
    });
  }
  return document.toString(FORM) + leftText(left);
}

/** Single entries as they are, commands as text: as people write documents. */
function plain(rule: WrittenRule): object {
  const { when, examples, ...head } = rule;
  return {
    ...head,
    when: plainConditions(when),
    examples: { match: examples.match.map(plainAction) },
  };
}

function plainConditions(conditions: Conditions): object {
  return Object.fromEntries(
    Object.entries(conditions).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
}

function plainAction(action: Action): object | string {
  return action.kind === 'command' ? action.command : action;
}

function leftText(left: readonly LeftRule[]): string {
  if (left.length === 0) return '';
  const parts = left.map(({ source, wider, ...rest }) => {
    const head = `${visible(source.text)} (${visible(source.path)}, ${source.place})\n${whyOf(rest)}`;
    return wider === undefined ? head : `${head}\n${stringify([plain(wider)], FORM).trimEnd()}`;
  });
  const text = `Left out; with the marks taken off, the rules below would permit more than their sources did.\n\n${parts.join('\n\n')}`;
  return `\n${text.split('\n').map(commented).join('\n')}\n`;
}

function commented(line: string): string {
  return line === '' ? '#' : `# ${line}`;
}
