/** Figures on the page, each with its full value and with where it stands in the JSON. */
import { digits, html, type Markup } from '@capgate/base/pages';
import type { ReportRecord } from '../analysis/index.ts';
import { endsText, pText, shownUnit, valueText } from './numbers.ts';

export type MeasuredRecord = ReportRecord['figures'][number]['measured'][number];

/** `value` stands at the JSON pointer `at` of the report. */
export function data(value: number, at: string, text: string): Markup {
  return html`<data value="${value}" data-at="${at}">${text}</data>`;
}

export function countData(value: number, at: string): Markup {
  return data(value, at, digits(value));
}

export function pData(value: number, at: string): Markup {
  return data(value, at, pText(value));
}

/** A figure with its interval under it. */
export function measuredData({ figure, value, low, high, unit }: MeasuredRecord, at: string): Markup {
  const shown = shownUnit(figure, unit);
  const [lowText, highText] = endsText(low, high, shown);
  const ends = html`${data(low, `${at}/low`, lowText)} to ${data(high, `${at}/high`, highText)}`;
  return html`${data(value, `${at}/value`, valueText(value, shown))} <span class="interval">${ends}</span>`;
}
