/** What is around every page: it needs nothing beside it, no network and no script. */
import { createHash } from 'node:crypto';
import { html, Markup } from './html.ts';
import { STYLE } from './style.ts';

/** Styles are those of the page alone; plots place their texts by attributes. Nothing is fetched, and nothing runs. */
const POLICY = [
  "default-src 'none'",
  `style-src-elem 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "style-src-attr 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A whole page. */
export function pageOf(title: string, body: Markup): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${Markup.drawing(STYLE)}</style>
</head>
<body><main>
${body}
</main></body>
</html>
`.toString();
}
