export { Origin } from './origin.ts';
export { parse } from './parse.ts';
export { listed, MAX_STAGES, mayChoose, mayList, SOME_FILE, type Value, type Words, wordsAt } from './printed.ts';
export { read, readNested } from './read.ts';
export {
  decodeUnits,
  HASH_BASIS,
  HASH_PRIME,
  Hole,
  InvocationKind,
  isHole,
  MAX_INPUT_UNITS,
  MAX_INVOCATIONS,
  MAX_NESTING,
  Nesting,
  ReadFailure,
  Reading,
  RedirectionKind,
  WordFlag,
} from './reading.ts';
export { scan } from './scan.ts';
export { Source } from './source.ts';
