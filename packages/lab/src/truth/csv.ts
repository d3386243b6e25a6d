/** Fields of comma-separated lines (RFC 4180), of which none holds a line break. */

/** A field in quotes, in which a quote is doubled, or one without any. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/uy;

/** The fields of one line; undefined where its quotes do not pair. */
export function fieldsOf(line: string): readonly string[] | undefined {
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  for (;;) {
    const [, inQuotes, plain = '', end] = FIELD.exec(line) ?? [];
    if (end === undefined) return undefined;
    fields.push(inQuotes?.replaceAll('""', '"') ?? plain);
    if (end === '') return fields;
  }
}
