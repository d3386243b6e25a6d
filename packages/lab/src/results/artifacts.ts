/** Artifacts: what came back for several questions, a line of JSON each. */
import { fromUtf8, utf8 } from '@capgate/base';
import { LabError } from '../error.ts';

/** What came back, as JSON, and where in the order its question stood. */
export interface RawAnswer {
  readonly position: number;
  readonly raw: string;
}

export function encodeArtifact(answers: readonly RawAnswer[]): Uint8Array {
  return utf8(answers.map(({ position, raw }) => `{"position":${position},"raw":${raw}}\n`).join(''));
}

/** What came back at this position; undefined where the artifact has nothing of it. Throws `LabError` STORE. */
export function rawIn(artifact: Uint8Array, position: number): unknown {
  const lines = fromUtf8(artifact)?.split('\n') ?? [];
  const line = lines.find((text) => text.startsWith(`{"position":${position},`));
  if (line === undefined) return undefined;
  try {
    return (JSON.parse(line) as { readonly raw: unknown }).raw;
  } catch {
    throw new LabError('STORE', 'expected lines of JSON in an artifact, met another text');
  }
}
