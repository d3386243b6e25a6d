/** Findings as SARIF 2.1.0 (OASIS, errata 01), the form in which code hosts take results of scanners. */
import { createHash } from 'node:crypto';
import { relative, isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { VerdictName } from '@capgate/core';
import { visible, visibleJson } from '@capgate/base';
import { topicsOf } from '../explain/topics.ts';
import type { Finding } from './findings.ts';
import type { Scan } from './report.ts';
import { slashed } from './walk.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** What relative addresses start from: the root of the repository. */
const BASE_ID = 'SRCROOT';
const LEVELS: Readonly<Record<VerdictName, string>> = { allow: 'note', ask: 'warning', deny: 'error' };

/** Where the files of a scan lie: by the path that was shown, the absolute one. */
export interface Places {
  /** Absolute path of the repository's root. */
  readonly base: string;
  readonly absolute: (path: string) => string;
}

export function scanSarif(scan: Scan, version: string, places: Places): string {
  const codes = [...new Set(scan.files.flatMap(({ findings }) => findings.map(({ code }) => code)))].sort();
  const fingerprints = new Fingerprints();
  const results = scan.files.flatMap(({ path, findings }) => {
    const location = artifact(path, places);
    return findings.map((finding) => result(finding, codes, location, fingerprints.next(location.uri, finding)));
  });
  const run = {
    tool: { driver: { name: 'Capgate', version, semanticVersion: version, rules: codes.map(rule) } },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [BASE_ID]: { uri: `${pathToFileURL(places.base).href.replace(/\/$/u, '')}/` } },
    invocations: [invocation(scan, places)],
    results,
  };
  return `${visibleJson({ $schema: SCHEMA, version: '2.1.0', runs: [run] })}\n`;
}

function invocation({ failures }: Scan, places: Places): object {
  const toolExecutionNotifications = failures.map(({ path, why }) => ({
    level: 'error',
    message: { text: visible(why) },
    locations: [{ physicalLocation: { artifactLocation: artifact(path, places) } }],
  }));
  return { executionSuccessful: failures.length === 0, toolExecutionNotifications };
}

function rule(code: string): object {
  const topic = topicsOf(code)[0];
  const says = topic?.says ?? code;
  const facts = Object.entries(topic?.facts ?? {}).map(([name, text]) => `${name}: ${text}`);
  return {
    id: code,
    shortDescription: { text: says },
    help: { text: [says, ...facts].join('\n') },
  };
}

function result(finding: Finding, codes: readonly string[], artifactLocation: Artifact, fingerprint: string): object {
  const { code, verdict, risk, label, message, command, alternative, line, column, endLine, endColumn } = finding;
  const safer = alternative === null ? '' : ` Safer: ${alternative}`;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: LEVELS[verdict],
    message: { text: visible(`${message}${safer}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation,
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
      },
    ],
    partialFingerprints: { 'capgateFinding/v1': fingerprint },
    properties: { verdict, risk, label, command: visible(command) },
  };
}

interface Artifact {
  readonly uri: string;
  readonly uriBaseId?: string;
}

/** Relative to the root where the file lies below it, else absolute. */
function artifact(path: string, { base, absolute }: Places): Artifact {
  const full = absolute(path);
  const below = relative(base, full);
  if (below.startsWith('..') || isAbsolute(below)) return { uri: pathToFileURL(full).href };
  return { uri: slashed(below).split('/').map(encodeURIComponent).join('/'), uriBaseId: BASE_ID };
}

/** Of what a finding is about, not of where it stands: lines above may come and go. Equal ones are counted. */
class Fingerprints {
  readonly #counts = new Map<string, number>();

  next(uri: string, { code, label, command, message }: Finding): string {
    const about = JSON.stringify([uri, code, label, command.replaceAll(/\s+/gu, ' '), message]);
    const count = this.#counts.get(about) ?? 0;
    this.#counts.set(about, count + 1);
    return createHash('sha256').update(`${about}${count}`).digest('hex');
  }
}
