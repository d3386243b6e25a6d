export { Origin } from './origin.ts';
export { parse } from './parse.ts';
export { listed, MAX_STAGES, mayChoose, mayList, SOME_FILE, type Value, type Words, wordsAt } from './printed.ts';
export { read, readNested } from './read.ts';
export {
  AssignmentList,
  decodeUnits,
  HASH_BASIS,
  HASH_PRIME,
  Hole,
  HOLE_FIRST,
  HOLE_LAST,
  InvocationKind,
  InvocationList,
  isHole,
  MAX_COOKED_UNITS,
  MAX_INPUT_UNITS,
  MAX_INVOCATIONS,
  MAX_NESTING,
  MAX_WORDS,
  Nesting,
  PipelineList,
  ReadFailure,
  Reading,
  RedirectionKind,
  RedirectionList,
  WordFlag,
  WordList,
} from './reading.ts';
export { scan } from './scan.ts';
export { Source } from './source.ts';
