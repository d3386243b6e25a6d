/**
 * `npm run grammar [-- --record]`: holds the options of our families against the completion specifications of
 * `@withfig/autocomplete`. Prints what differs from the recorded list, and ends with status 1 where that is anything;
 * `--record` writes the list anew. Those specifications are people's work as well and are often wrong: a disagreement is
 * a question, answered by the tool's manual.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { allDisagreements, changesOf, readRecord, RECORD, toRecord } from './record.ts';

const { values } = parseArgs({ options: { record: { type: 'boolean', default: false } } });
const found = await allDisagreements();
const { appeared, gone } = changesOf(readRecord(readFileSync(RECORD, 'utf8')), found);
for (const line of appeared) console.log(`new   ${line}`);
for (const line of gone) console.log(`gone  ${line}`);
console.log(`${found.length} disagreements, ${appeared.length} of them new, ${gone.length} gone`);
if (values.record) writeFileSync(RECORD, toRecord(found));
else if (appeared.length + gone.length > 0) process.exitCode = 1;
