/** The forms that the tables have had, oldest first. A form that was released is never changed: the next one changes it. */
import type { Migrations } from '../database/migrate.ts';
import type { Tables } from '../tables.ts';
import * as logTables from './0001-log-tables.ts';
import * as decisionContext from './0002-decision-context.ts';
import * as kernel from './0003-kernel.ts';
import * as behaviour from './0004-behaviour.ts';
import * as ancestry from './0005-ancestry.ts';

export const MIGRATIONS: Migrations<Tables> = new Map([
  ['0001-log-tables', logTables],
  ['0002-decision-context', decisionContext],
  ['0003-kernel', kernel],
  ['0004-behaviour', behaviour],
  ['0005-ancestry', ancestry],
]);
