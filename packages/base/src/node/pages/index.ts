/** Pages as one file each, which need neither network nor script: what any report is made of. */
export { html, Markup, NOTHING, type Put } from './html.ts';
export { digits, timeText } from './numbers.ts';
export { PAGE_POLICY, pageOf } from './shell.ts';
export { table } from './table.ts';
