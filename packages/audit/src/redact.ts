/**
 * Takes secrets out of what is to be logged. A log is read by many and kept for long, and nothing can be taken out of it
 * later, so this happens before hashing. It knows secrets by their form or by the name that they are given; one that has
 * neither stays.
 */
import { type Canonical, type CanonicalObject, utf8 } from '@capgate/base';
import { mayHoldSecret } from './signs.ts';
import type { Redaction } from './verify/record.ts';

interface SecretForm {
  readonly kind: string;
  /** What stands before the secret is group 1, if there is one; the secret is all the rest. */
  readonly pattern: RegExp;
}

/** A value in a command line: quoted, or up to a blank or an operator. One that a variable or command gives is none. */
const VALUE = String.raw`(?!\[redacted )(?:'[^']+'|"(?!\$)[^"]+"|(?![$<'"{*]|%[A-Za-z])(?:\[redacted [a-z-]+\]|[^\s;&|'"])+)`;
const NAMES = String.raw`(?:pass(?:word|wd|phrase)?|(?<!\bOLD|\b)pwd|secret|token|api[_-]?key|access[_-]?key(?:[_-]?id)?|account[_-]?key|private[_-]?key|signing[_-]?key|credentials?|auth(?![a-z]))`;

/** In the order in which they are looked for. The forms are those that the issuers of the secrets document. */
export const FORMS: readonly SecretForm[] = [
  {
    kind: 'private-key',
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/gu,
  },
  { kind: 'jwt', pattern: /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/gu },
  { kind: 'aws-key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/gu },
  { kind: 'github-token', pattern: /\b(?:gh[opsur]_[A-Za-z0-9]{36,}|github_pat_\w{22,})/gu },
  { kind: 'gitlab-token', pattern: /\bgl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat)-[\w-]{20,}/gu },
  { kind: 'slack-token', pattern: /\bxox[abeoprs]-[\w-]{10,}|\bxapp-\d-[\w-]{10,}/gu },
  {
    kind: 'webhook',
    pattern: /(hooks\.slack\.com\/(?:services|workflows)\/|discord(?:app)?\.com\/api\/webhooks\/)[\w/-]{20,}/gu,
  },
  {
    kind: 'api-key',
    pattern: /\bsk-[\w-]{20,}|\b(?:sk|rk)_(?:live|test)_\w{16,}|\bAIza[\w-]{35}|\bya29\.[\w-]{20,}/gu,
  },
  {
    kind: 'registry-token',
    pattern: /\bnpm_[A-Za-z0-9]{36}|\bpypi-[\w-]{50,}|\bhf_[A-Za-z0-9]{30,}|\bdckr_pat_[\w-]{20,}/gu,
  },
  {
    kind: 'service-token',
    pattern:
      /\bcgt_[\w-]{40,}|\bcapgate-enrol-v1\.[\w./@:-]{130,600}|\bdop_v1_[a-f0-9]{64}|\bSG\.[\w-]{16,}\.[\w-]{16,}|\bhvs\.[\w-]{20,}|\bAGE-SECRET-KEY-1[A-Z0-9]{50,}/gu,
  },
  {
    kind: 'url-password',
    pattern: /((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@'"]{0,256}:)(?!\$|\[redacted )[^\s@/'"]+(?=@)/giu,
  },
  {
    kind: 'header',
    pattern:
      /((?:proxy-)?authorization:\s*(?!(?:\w{1,20}\s+)?\$)(?:\w{1,20}\s+)?|(?:(?<![\w-])x-[\w-]{0,64}?(?:key|token|secret)|api-key|private-token|cookie):\s*)(?!\$|\[redacted [a-z-]+\](?:['"\r\n]|$))[^\s'"][^'"\r\n]*/giu,
  },
  {
    kind: 'option',
    pattern: new RegExp(String.raw`((?:^|\s)--?(?:[\w-]{0,64}[_-])?${NAMES}(?:[= ]\s*))(?!-)${VALUE}`, 'giu'),
  },
  { kind: 'assignment', pattern: new RegExp(String.raw`((?<!\w)\w{0,64}?${NAMES}\w{0,64}=)${VALUE}`, 'giu') },
  {
    kind: 'field',
    pattern: new RegExp(String.raw`(["']\w{0,64}?${NAMES}\w{0,64}["']\s*:\s*)(?:"(?!\$)[^"]+"|'(?!\$)[^']+')`, 'giu'),
  },
  {
    kind: 'user-password',
    pattern: new RegExp(
      String.raw`(\b(?:curl|wget|http|https|xh)\b[^;&|]{0,2000}?\s(?:-u|--user|-a|--auth)[= ]?\s*['"]?[^\s:'"]{1,256}:)(?!\$|\[redacted )[^\s'"]+`,
      'gu',
    ),
  },
  {
    kind: 'option',
    pattern: new RegExp(
      String.raw`(\bsshpass\s+-p\s*|\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^;&|]{0,2000}?\s-p|\bredis-cli\b[^;&|]{0,2000}?\s-a\s+|\bldap\w{1,20}\b[^;&|]{0,2000}?\s-w\s+)(?!-)${VALUE}`,
      'gu',
    ),
  },
];

/** A text as short as this, and without what gives a secret its name, holds none: most of what is logged is such. */
const SHORT_LENGTH = 14;
const NAMING = /[=:\s]/u;

export interface Redacted {
  readonly body: CanonicalObject;
  readonly redactions: readonly Redaction[];
}

/** `body` with a mark in the place of each secret, and where the marks are. Where there is none, `body` itself. */
export function redact(body: CanonicalObject): Redacted {
  const redactions: Redaction[] = [];
  const clean = cleaned(body, undefined, redactions) as CanonicalObject;
  return { body: clean, redactions };
}

/** What stands in a secret's place. */
export function mark(kind: string): string {
  return `[redacted ${kind}]`;
}

/** The way to a value: its key or index, and the way to what it is in. Spelled out only where something is found. */
interface Place {
  readonly key: string;
  readonly parent: Place | undefined;
}

function cleaned(value: Canonical, place: Place | undefined, redactions: Redaction[]): Canonical {
  if (typeof value === 'string') return isSuspect(value) ? cleanedText(value, pointer(place), redactions) : value;
  if (typeof value !== 'object' || value === null) return value;
  const parts = value as Readonly<Record<string, Canonical>>;
  let copy: Record<string, Canonical> | undefined;
  for (const key of Object.keys(parts)) {
    const part = parts[key] as Canonical;
    const isNamed = typeof part === 'string' && part !== '' && SECRET_KEY.test(key);
    if (typeof part === 'string' && !isNamed && !isSuspect(part)) continue;
    const inside = { key, parent: place };
    const clean = isNamed ? named(inside, redactions) : cleaned(part, inside, redactions);
    if (clean === part) continue;
    copy ??= { ...parts };
    copy[key] = clean;
  }
  if (copy === undefined) return value;
  return Array.isArray(value) ? Object.values(copy) : copy;
}

/** Keys of JSON whose texts are secrets by that name. */
const SECRET_KEY = new RegExp(
  String.raw`^(?:\w{0,64}?${NAMES}|(?:proxy-)?authorization|cookie|x-[\w-]{0,64}?(?:key|token|secret))$`,
  'iu',
);

function named(place: Place, redactions: Redaction[]): string {
  redactions.push({ path: pointer(place), kind: 'field' });
  return mark('field');
}

function isSuspect(text: string): boolean {
  if (text.length <= SHORT_LENGTH && !NAMING.test(text)) return false;
  return mayHoldSecret(utf8(text));
}

/** A mark may part what ran together, so that a form fits which did not before: so it looks again, this often at most. */
const LOOKS_MAX = 8;

function cleanedText(text: string, path: string, redactions: Redaction[], looksLeft = LOOKS_MAX): string {
  let clean = text;
  for (const { kind, pattern } of FORMS) {
    const next = clean.replace(
      pattern,
      (_, before: unknown) => (typeof before === 'string' ? before : '') + mark(kind),
    );
    if (next !== clean) redactions.push({ path, kind });
    clean = next;
  }
  return clean === text || looksLeft === 1 ? clean : cleanedText(clean, path, redactions, looksLeft - 1);
}

/** The place as a JSON pointer: RFC 6901 §3. */
function pointer(place: Place | undefined): string {
  if (place === undefined) return '';
  return `${pointer(place.parent)}/${place.key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
