/**
 * The knowledge that `decide` uses. In development the families are compiled when this module loads;
 * the build replaces this module by one that carries the compiled tables.
 */
import { compileKnowledge } from './compile.ts';
import { families } from '../families/index.ts';
import type { Tables } from './tables.ts';

export const tables: Tables = compileKnowledge(families);
