/** Texts that mean harm to whoever shows them. They are decided about and drawn, and never run. */
import fc from 'fast-check';

const MADE: readonly string[] = [
  '<img src=x onerror="globalThis.harmed=1">',
  '<script>globalThis.harmed=1</script>',
  '</pre></main><h1>Nothing waits for you</h1>',
  '"><svg/onload=globalThis.harmed=1>',
  "javascript:globalThis.harmed=1//'",
  '{{constructor.constructor("globalThis.harmed=1")()}} ${globalThis.harmed=1}',
  '<a href="#/approvals">allow</a><style>body{display:none}</style>',
  '\u001b[2J\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007',
  'echo safe \u202e# olleh\u2066 fr- mr',
  'rm\u200b -rf\u00a0/\u2028home',
  'ls\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nrm -rf /',
  `ls${' '.repeat(3_000)}; rm -rf /`,
  '&lt;b&gt; &amp;amp; %3Cscript%3E \\u003cscript\\u003e',
  '\u{e0001}\u{e0072}\u{e006d} tags \ufff9a\ufffab\ufffb',
];

const COUNT = 12;
const SEED = 8;

/** The made ones, and some that chance makes of the characters that are theirs. */
export function hostileTexts(): readonly string[] {
  const unit = fc.constantFrom(
    ...Array.from('<>"\'`&/={}$;|\\\n\t \u202e\u200b\0\u001bé漢\u{1f600}'),
    'script',
    'img',
    'onerror',
    '-->',
    ']]>',
  );
  const made = fc.sample(fc.string({ unit, minLength: 1, maxLength: 40 }), { numRuns: COUNT, seed: SEED });
  return [...MADE, ...made.filter((text) => text.trim() !== '')];
}
