/** How a report looks: on a screen by day and by night, and on paper. */

const COLOURS_BY_DAY = `
  --paper: #ffffff; --ink: #1c1f24; --quiet: #555c66; --line: #d5d9e0; --band: #f3f5f8;
  --good: #1a6b34; --bad: #a1271f; --open: #6b5300;
  --arm-0: #1f5fbf; --arm-1: #b3471b; --arm-2: #1d7a4f; --arm-3: #8a3fa0;
  --arm-4: #8a6a00; --arm-5: #006d77; --arm-6: #ad2b5e; --arm-7: #4d5561;`;

const COLOURS_BY_NIGHT = `
  --paper: #14171b; --ink: #e6e9ed; --quiet: #a4acb8; --line: #3a414b; --band: #1d2127;
  --good: #6fce8f; --bad: #ff938a; --open: #e3c35a;
  --arm-0: #7db0ff; --arm-1: #ff9b6a; --arm-2: #6fd3a0; --arm-3: #d39bea;
  --arm-4: #e0c050; --arm-5: #5fd0dc; --arm-6: #ff8fb8; --arm-7: #b5bfcc;`;

export const STYLE = `
:root { color-scheme: light; ${COLOURS_BY_DAY} }
@media screen and (prefers-color-scheme: dark) { :root { color-scheme: dark; ${COLOURS_BY_NIGHT} } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .5rem; padding-top: .5rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p, ul, dl { margin: .5rem 0; }
.verdict { font-size: 1.15rem; font-weight: 600; padding: .75rem 1rem; background: var(--band); border-left: 4px solid var(--ink); }
.quiet, caption, figcaption, dt { color: var(--quiet); }
th .quiet { font-weight: 400; }
code { font: .875em ui-monospace, monospace; }
pre { white-space: pre-wrap; font: .875em/1.5 ui-monospace, monospace; background: var(--band); padding: .75rem 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; min-width: 60%; font-size: .9rem; font-variant-numeric: tabular-nums; margin: .5rem 0 1rem; overflow-wrap: normal; }
caption { text-align: left; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem 1.1rem .35rem 0; border-bottom: 1px solid var(--line); }
thead th { border-bottom-color: var(--quiet); }
tbody th { font-weight: 600; }
td.long, th.long { overflow-wrap: anywhere; min-width: 9rem; }
td { min-width: 4rem; }
.number { text-align: right; white-space: nowrap; }
.interval { display: block; color: var(--quiet); white-space: nowrap; }
.supported { color: var(--good); font-weight: 600; }
.different { font-weight: 600; }
.not-supported { color: var(--bad); font-weight: 600; }
.not-testable { color: var(--open); font-weight: 600; }
dl { display: grid; grid-template-columns: 10rem 1fr; gap: .25rem 1rem; }
dd { margin: 0; }
figure { margin: 1rem 0; }
svg { display: block; width: 100%; height: auto; max-width: 48rem; font-family: system-ui, sans-serif; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
@media print {
  @page { size: A4; margin: 16mm 14mm; }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  table { font-size: 8pt; }
  h2, h3, caption { break-after: avoid; }
  tr, figure, .verdict { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  td, td.long, th.long { min-width: 0; }
  th, td { padding-right: .5rem; }
}
`;
