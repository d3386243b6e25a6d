/**
 * `npm run grammar [-- --record | --manual [FOLDER]]`: holds the options of our families against the completion
 * specifications of `@withfig/autocomplete`. Prints what differs from the recorded list, and ends with status 1 where that
 * is anything; `--record` writes the list anew. `--manual` prints the options that we give a value to and the manual pages
 * of this machine (`/usr/share/man`) do not: the operand behind such an option would never be looked at.
 *
 * Completion specifications are often wrong and pages often misread: a disagreement is a question, answered by the manual.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { disagreementsOf } from './disagreements.ts';
import { manualSpecifications } from './manual.ts';
import { allDisagreements, changesOf, readRecord, RECORD, toRecord } from './record.ts';

const flag = { type: 'boolean', default: false } as const;
const { values, positionals } = parseArgs({ options: { record: flag, manual: flag }, allowPositionals: true });

async function compareWithRecord(): Promise<void> {
  const found = await allDisagreements();
  const { appeared, gone } = changesOf(readRecord(readFileSync(RECORD, 'utf8')), found);
  for (const line of appeared) console.log(`new   ${line}`);
  for (const line of gone) console.log(`gone  ${line}`);
  console.log(`${found.length} disagreements, ${appeared.length} of them new, ${gone.length} gone`);
  if (values.record) writeFileSync(RECORD, toRecord(found));
  else if (appeared.length + gone.length > 0) process.exitCode = 1;
}

function compareWithManual(folder: string): void {
  let [pages, options] = [0, 0];
  for (const page of manualSpecifications(folder)) {
    pages++;
    options += page.options.length;
    const hidden = disagreementsOf(page).filter(({ fault }) => fault === 'operand');
    if (hidden.length > 0) console.log(`${page.names[0]}: ${hidden.map(({ option }) => option).join(' ')}`);
  }
  console.log(`${pages} pages with ${options} options`);
}

if (values.manual) compareWithManual(positionals[0] ?? '/usr/share/man');
else await compareWithRecord();
