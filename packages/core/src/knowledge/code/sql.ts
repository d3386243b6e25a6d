/** What of SQL only looks as if it did something: texts, and columns that bear the names of statements. */

/** Quotes and comments that may make a text end elsewhere than it seems. */
const OTHER_QUOTES = /["`[\\#$]|--|\/\*/;
/** Words that run a text as SQL, or as a command. */
const RUNS_TEXTS = /\b(?:exec|execute|do|prepare|call|dblink\w*|program|\w+_to_xml|openquery|openrowset)\b/i;
const ONE_SELECT = /^\s*select\b[^;]*;?\s*$/i;
/** Names of columns that begin a statement elsewhere, but none that could stand behind a query without a semicolon. */
const COLUMNS =
  /\b(?:comment|rule|event|language|user|role|login|server|cluster|refresh|rename|copy|load|trigger|extension|publication|subscription|vacuum|lock|flush|purge)\b/gi;

/** The code without its texts, where that is certain; of one query, without such columns. */
export function withoutSqlTexts(code: string): string {
  const isOpen = OTHER_QUOTES.test(code) || RUNS_TEXTS.test(code);
  const text = isOpen ? code : code.replaceAll(/'[^']*'/g, "''");
  return ONE_SELECT.test(text) ? text.replaceAll(COLUMNS, ' ') : text;
}
