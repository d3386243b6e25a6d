import type { Engine as EngineOf } from './database/engine.ts';
import type { Tables } from './tables.ts';

/** An engine that holds the log's tables. */
export type Engine = EngineOf<Tables>;
