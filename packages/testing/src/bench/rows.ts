/** What a benchmark reports: figures, each beside the bar that the project sets itself. */

/** Of a count, none. */
type Unit = 'ns' | 'µs' | 'ms' | 's' | '/s' | 'MB' | '×' | '%' | 'B' | '';

export interface Row {
  /** What was measured, over what. */
  readonly name: string;
  readonly unit: Unit;
  readonly value: number;
  /** The bar, where there is one; `atLeast` where more is better. */
  readonly bar?: { readonly limit: number; readonly atLeast?: boolean };
}

/** A group of rows with what a reader must know to trust them. */
export interface Section {
  readonly title: string;
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
}

export function meetsBar({ value, bar }: Row): boolean | undefined {
  if (bar === undefined) return undefined;
  return bar.atLeast ? value >= bar.limit : value <= bar.limit;
}

/** A section for what could not be measured. */
export function unmeasured(title: string, reason: string): Section {
  return { title, notes: [`nothing was measured: ${reason}`], rows: [] };
}

export function formatSection(section: Section): string {
  const lines = [section.title, ...section.notes.map((note) => `  ${note}`), ...section.rows.map(formatRow)];
  return `${lines.join('\n')}\n`;
}

function formatRow(row: Row): string {
  const figure = `${formatNumber(row.value)} ${row.unit}`.padStart(14);
  return `  ${row.name.padEnd(58)} ${figure}  ${formatBar(row)}`.trimEnd();
}

function formatBar(row: Row): string {
  if (row.bar === undefined) return '';
  const sign = row.bar.atLeast ? '≥' : '≤';
  return `${sign} ${formatNumber(row.bar.limit)} ${row.unit}  ${meetsBar(row) ? 'met' : 'MISSED'}`;
}

function formatNumber(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits });
}
