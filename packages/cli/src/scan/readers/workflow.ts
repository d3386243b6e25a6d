/** GitHub workflows, and the composite actions whose steps have the same form. */
import type { Span } from '@capgate/core';
import type { Document, Node } from 'yaml';
import { Collector, type FileReading } from '../reading.ts';
import { placeOf, type Spliced } from '../splice.ts';
import { documentOf, entriesOf, entry, itemsOf, placed, rangeOf, textNode } from '../yaml.ts';

const EXPRESSION = /\$\{\{[^]*?(?:\}\}|$)/gu;
/**
 * What whoever opens an issue, a pull request or a discussion can write: GitHub's list of untrusted input. The number
 * of an issue or a hash is in the event, too, and cannot hold a script.
 */
const UNTRUSTED =
  /\bgithub\s*(?:\.\s*|\[\s*')(?:head_ref\b|event\b(?!\s*(?:\.\s*[\w-]+\s*)*\.\s*(?:number|id|node_id|sha|before|after|merged|draft|created_at|updated_at)\b))|\btoJSON\s*\(\s*github\s*\)/iu;
const READ_SHELL = /^(?:\S*\/)?(?:ba|da|z|k)?sh(?:\s|$)/u;
const JOBS_MAX = 500;

export function readWorkflow(text: string): FileReading {
  const found = new Collector();
  const document = documentOf(text, found);
  if (document === undefined) return found.reading;
  const root = document.contents;
  const usual = shellOf(entry(entry(root, 'defaults', document), 'run', document), document);
  for (const { key, value } of entriesOf(entry(root, 'jobs', document), document).slice(0, JOBS_MAX)) {
    const own = shellOf(entry(entry(value, 'defaults', document), 'run', document), document);
    const platform = textNode(entry(value, 'runs-on', document))?.value ?? '';
    const shell = own ?? usual ?? (/^windows/iu.test(platform) ? 'pwsh' : 'bash');
    readSteps(text, document, value, { label: `job ${key}`, shell }, found);
  }
  readSteps(text, document, entry(root, 'runs', document), { label: 'action', shell: 'bash' }, found);
  return found.reading;
}

function shellOf(node: Node | undefined, document: Document): string | undefined {
  return textNode(entry(node, 'shell', document))?.value;
}

interface Around {
  readonly label: string;
  readonly shell: string;
}

function readSteps(text: string, document: Document, job: Node | undefined, around: Around, found: Collector): void {
  for (const step of itemsOf(entry(job, 'steps', document), document)) {
    if (found.isFull) return;
    const node = entry(step, 'run', document);
    const run = textNode(node);
    if (node !== undefined && run === undefined) found.notice('scan.unreadable', around.label, rangeOf(node));
    if (run === undefined) continue;
    noticeInjections(placed(text, run), around.label, found);
    const shell = shellOf(step, document) ?? around.shell;
    if (READ_SHELL.test(shell)) found.line(around.label, placed(text, run, expressionsOf));
    else found.notice('scan.other-shell', `${around.label}, ${shell}`, rangeOf(run));
  }
}

/** Expressions are replaced before any shell reads the script: nobody knows by what. */
function expressionsOf(value: string): Span[] {
  return [...value.matchAll(EXPRESSION)].map(({ 0: { length }, index }) => ({ start: index, end: index + length }));
}

function noticeInjections(script: Spliced, label: string, found: Collector): void {
  for (const span of expressionsOf(script.text)) {
    const expression = script.text.slice(span.start, span.end);
    if (UNTRUSTED.test(expression)) {
      found.notice('scan.expression-injection', `${label}: ${expression}`, placeOf(script, span));
    }
  }
}
