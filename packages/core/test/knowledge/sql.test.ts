/** SQL that only looks as if it changed something, and the same words where they do. */
import { describe, expect, test } from 'vitest';
import { createContext, decide, VERDICTS } from '../../src/index.ts';

const balanced = createContext({ workspace: '/home/dev/project', home: '/home/dev' });
const strict = createContext({ workspace: '/home/dev/project', home: '/home/dev', mode: 'strict' });

function verdictOf(statement: string, context = balanced): string {
  const command = `psql shop -c '${statement.replaceAll("'", "'\\''")}'`;
  return VERDICTS[decide({ kind: 'command', command }, context).verdict];
}

describe('words of SQL', () => {
  test.each([
    "SELECT id FROM audit WHERE verb = 'drop'",
    "SELECT 'it''s; TRUNCATE a'",
    "SELECT replace(name, 'a', 'b') FROM t",
    'SELECT truncate(price, 2) FROM t',
    'SELECT comment, rule, role FROM t;',
    'SHOW CREATE TABLE t',
    'EXPLAIN DELETE FROM t',
    'PRAGMA table_info(t)',
    'PRAGMA journal_mode',
  ])('that only show are queries: %s', (statement) => {
    expect(verdictOf(statement, strict)).toBe('allow');
  });

  test.each([
    ['VACUUM ANALYZE t', 'allow'],
    ['REFRESH MATERIALIZED VIEW v', 'allow'],
    ['EXPLAIN ANALYZE DELETE FROM t WHERE a = 1', 'ask'],
    ['PRAGMA journal_mode = WAL', 'ask'],
    ['FLUSH PRIVILEGES', 'ask'],
    ["SELECT load_file('/etc/hosts')", 'ask'],
    ["COPY t TO PROGRAM 'cat'", 'ask'],
    ['DELETE FROM t WHERE 1=1', 'deny'],
    ['DELETE FROM t WHERE true;', 'deny'],
    ['DELETE FROM t WHERE a = 1', 'ask'],
    ['EXPLAIN SELECT 1; DROP TABLE t', 'deny'],
    ["DO 'BEGIN DROP TABLE t; END'", 'deny'],
    ["EXECUTE IMMEDIATE 'drop table t'", 'deny'],
    ["SELECT 'a' -- '\n; DROP TABLE t -- '", 'deny'],
    [`SELECT "'" ; DROP TABLE t; SELECT "'"`, 'deny'],
    ["SELECT $$'$$; DROP TABLE t; SELECT $$'$$", 'deny'],
    ["SELECT 1; DROP TABLE t; SELECT 'x'", 'deny'],
  ])('change what they change: %s', (statement, expected) => {
    expect(verdictOf(statement)).toBe(expected);
  });
});
