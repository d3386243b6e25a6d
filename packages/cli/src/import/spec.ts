/** `capgate import`, as it is described. */
import type { CommandSpec } from '../specification.ts';

export const IMPORT: CommandSpec = {
  name: 'import',
  summary: "Make a policy out of other programs' rules",
  description: [
    'Reads the permission rules of Claude Code (settings.json), the rules of Codex (*.rules), the policies of Gemini CLI (*.toml) and plain lists of what is denied (--from list), and prints a policy document, each rule below where it came from. What was carried over and what was left out, and why, is told on standard error.',
    'An allow is left out where a rule would permit more than its source did; an ask or a deny may become stricter. The exit status is 1 where anything was left out.',
  ],
  examples: [
    { line: 'capgate import ~/.claude/settings.json > policy.yaml', says: "Claude Code's" },
    { line: 'capgate import --output policy.yaml .claude/settings.json ~/.codex/rules/default.rules', says: 'Several' },
    { line: 'capgate import --from list denied.txt', says: 'A command a line' },
  ],
  operands: { label: 'FILE…', min: 1, max: 64, completion: 'file' },
  options: [
    {
      name: 'from',
      value: 'PROGRAM',
      choices: ['claude', 'codex', 'gemini', 'list'],
      summary: 'Whose rules they are; the name of the file tells, where it ends in .json, .rules or .toml',
    },
    { name: 'output', value: 'FILE', completion: 'file', summary: 'Write the policy there' },
    { name: 'json', summary: 'Print JSON, for machines: the document, and what became of each rule' },
  ],
  load: () => import('./run.ts'),
};
