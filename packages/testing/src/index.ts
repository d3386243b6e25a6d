export {
  CORPORA,
  CorpusError,
  type CorpusErrorCode,
  corpusFolder,
  type CorpusName,
  type CorpusRow,
  distinctCommands,
  loadCorpora,
} from './corpora.ts';
export { needsMaterial, needsProgram, type Skippable } from './needs.ts';
