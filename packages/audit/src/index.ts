/** The log: writing, keeping and proving. Checking alone is `audit/verify`, for any runtime. */
export { exportLog } from './export.ts';
export { folderReader } from './folder-reader.ts';
export { Ids } from './log/ids.ts';
export { AuditLog, type LogParts, REPAIR_KIND } from './log/log.ts';
export type { Offered, Receipt } from './log/offer.ts';
export { DEFAULT_OPTIONS, type LogOptions } from './log/options.ts';
export { mark, redact, type Redacted } from './redact.ts';
