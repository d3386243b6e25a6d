/** `package.json`: its scripts, those above all that npm runs by itself. */
import { Collector, type FileReading } from '../reading.ts';
import { documentOf, entriesOf, entry, placed, rangeOf, textNode } from '../yaml.ts';

/** Run by `npm install`, in the package's own folder or wherever it is a dependency. */
const AT_INSTALL: ReadonlySet<string> = new Set([
  'preinstall',
  'install',
  'postinstall',
  'preprepare',
  'prepare',
  'postprepare',
]);

export function readPackageJson(text: string): FileReading {
  const found = new Collector();
  const document = documentOf(text, found);
  if (document === undefined) return found.reading;
  for (const { key, value } of entriesOf(entry(document.contents, 'scripts', document), document)) {
    const node = textNode(value);
    if (node === undefined) {
      found.notice('scan.unreadable', `script ${key}`, rangeOf(value));
      continue;
    }
    if (AT_INSTALL.has(key)) found.notice('scan.install-script', `script ${key}`, rangeOf(node));
    found.line(`script ${key}`, placed(text, node));
  }
  return found.reading;
}
