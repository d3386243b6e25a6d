/** What an experiment ends in: a page, and its figures and rows as data. */
export { comparisonText } from './comparison-text.ts';
export {
  EXPORT_FORMATS,
  type ExportFormat,
  exportResults,
  resultLines,
  writeComparison,
  writeReport,
} from './write.ts';
