/** Measures what waits in the folder that it is given, until it is killed or nothing waits. */
import { writeSync } from 'node:fs';
import { openLab } from '../harness.ts';

const [folder = ''] = process.argv.slice(2);
const lab = await openLab(folder);
const onProgress = ({ done }: { readonly done: number }): number => writeSync(1, `${done}\n`);
for await (const { record, ending } of lab.runWaiting({ onProgress })) writeSync(1, `${record.name} ${ending}\n`);
await lab.close();
