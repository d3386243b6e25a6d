/** A table of the page, which a narrow screen scrolls. */
import { html, type Markup, type Put } from './html.ts';

/** `columns` that begin with # are of numbers. */
export function table(caption: string, columns: readonly string[], rows: readonly Put[]): Markup {
  const heads = columns.map((column) =>
    column.startsWith('#')
      ? html`<th scope="col" class="number">${column.slice(1)}</th>`
      : html`<th scope="col">${column}</th>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>
${rows}</tbody></table></div>`;
}
