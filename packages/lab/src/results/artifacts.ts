/** Artifacts: what came back for several questions, a line of JSON each. */
import { fromUtf8, utf8 } from '@capgate/base';
import { LabError } from '../error.ts';

/** What came back, as JSON, and where in the order its question stood. */
export interface RawAnswer {
  readonly position: number;
  readonly raw: string;
}

/** An artifact, and the positions that it has something of. */
export interface Artifact {
  readonly bytes: Uint8Array;
  readonly positions: readonly number[];
}

/** One is full then, unless a single answer is longer: it is read, and sent, whole. */
const ARTIFACT_LENGTH_MAX = 1 << 18;

export function artifactsOf(answers: readonly RawAnswer[]): readonly Artifact[] {
  const artifacts: Artifact[] = [];
  let group: RawAnswer[] = [];
  let length = 0;
  for (const answer of answers) {
    if (group.length > 0 && length + answer.raw.length > ARTIFACT_LENGTH_MAX) {
      artifacts.push(artifactOf(group));
      group = [];
      length = 0;
    }
    group.push(answer);
    length += answer.raw.length;
  }
  return group.length === 0 ? artifacts : [...artifacts, artifactOf(group)];
}

function artifactOf(answers: readonly RawAnswer[]): Artifact {
  const text = answers.map(({ position, raw }) => `{"position":${position},"raw":${raw}}\n`).join('');
  return { bytes: utf8(text), positions: answers.map(({ position }) => position) };
}

/** Whether these are the lines of an artifact. */
export function isArtifact(text: string): boolean {
  return text.endsWith('\n') && text.slice(0, -1).split('\n').every(isLine);
}

function isLine(line: string): boolean {
  try {
    return /^\{"position":\d{1,8},"raw":/u.test(line) && JSON.parse(line) !== undefined;
  } catch {
    return false;
  }
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
