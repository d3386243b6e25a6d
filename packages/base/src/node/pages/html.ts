/** HTML out of templates in which whatever is put is text, unless it was made by this very template. */
import { visible } from '../../visible.ts';

export class Markup {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** Of literal parts, and what is put between them. */
  static of(parts: readonly string[], puts: readonly Put[]): Markup {
    return new Markup(parts.map((part, i) => part + (i < puts.length ? putText(puts[i] as Put) : '')).join(''));
  }

  /** Of a drawing by the library of plots, which escapes the texts in it. */
  static drawing(svg: string): Markup {
    return new Markup(svg);
  }

  toString(): string {
    return this.#text;
  }
}

export type Put = Markup | string | number | readonly Put[];

/** Texts are shown with what is hidden in them, and never read as HTML; attributes stand in double quotes. */
export function html(parts: TemplateStringsArray, ...puts: readonly Put[]): Markup {
  return Markup.of(parts, puts);
}

export const NOTHING: Markup = html``;

function putText(put: Put): string {
  if (put instanceof Markup) return put.toString();
  if (typeof put === 'object') return put.map(putText).join('');
  return escaped(visible(String(put)));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escaped(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => ESCAPES[character] as string);
}
