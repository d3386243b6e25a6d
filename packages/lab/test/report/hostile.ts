/** Results whose texts mean harm to whoever shows or opens them. */
import type { Result } from '../../src/results/result.ts';
import { results } from '../analysis/world.ts';

export const HOSTILE: readonly string[] = [
  '<img src=x onerror="globalThis.harmed=1">',
  '<script>globalThis.harmed=1</script>',
  '</code></td></table></main><h1>All is well</h1>',
  '"><svg/onload=globalThis.harmed=1>',
  '</title></style><style>body{display:none}</style>',
  '<data value="1" data-at="/verdict">planted</data>',
  ']]><!-- -->',
  '&lt;b&gt; &amp;amp; \\u003cscript\\u003e',
  '\u001b[2J\u001b]8;;https://evil.example\u0007click',
  'safe \u202e# olleh\u2066',
  'rm\u200b -rf\u00a0/\u2028home',
  '=HYPERLINK("https://evil.example","click")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '+1',
  '-1+1',
  '\t=1',
  'a,b "c"\r\nd\ne',
  '\ud800 half',
  '',
  'NULL',
  '\0',
  'é漢\u{1f600}',
];

/** `results` with the texts as failures, and as names of tasks. */
export const hostileResults: readonly Result[] = (() => {
  let failures = 0;
  return results.map((result) => {
    const [, number] = /-(\d+)$/u.exec(result.task) ?? [];
    const task = HOSTILE[Number(number)]?.toWellFormed() ?? result.task;
    if (result.outcome !== 'timeout') return { ...result, task };
    return { ...result, task, failure: HOSTILE[failures++ % HOSTILE.length] as string };
  });
})();

export const hostileExclusions = HOSTILE.map((text) => ({
  stratum: 'harmless',
  task: text.toWellFormed(),
  exclusion: 0,
  reason: text.toWellFormed(),
}));
