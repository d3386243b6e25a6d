/** What every page is: one file that needs nothing beside it, neither network nor script, and looks as `style.ts` says. */
import { createHash } from 'node:crypto';
import { html, Markup, type Put } from './html.ts';
import { STYLE } from './style.ts';

/** Styles are those of this page alone; plots place their texts by attributes. Nothing is fetched, and nothing runs. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src-elem 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "style-src-attr 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The whole page. */
export function pageOf(title: string, sections: readonly Put[]): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${Markup.drawing(STYLE)}</style>
</head>
<body><main>
${sections.map(
  (section) => html`${section}
`,
)}</main></body>
</html>
`.toString();
}
