import { redact } from '@capgate/audit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { history } from './histories.ts';

// The log takes out what stands under a name like a secret's, before anything is written: a field of such a name would
// be the same mark in every record.
test('no field of a record is named so that the log takes its text out', () => {
  const kinds = new Set<string>();
  const property = fc.property(history, (records) => {
    for (const { kind, body } of records) {
      kinds.add(kind);
      expect(redact(body).redactions).toEqual([]);
    }
  });
  fc.assert(property, { numRuns: 50 });
  expect(kinds.size).toBe(27);
});

test('one that is would be', () => {
  expect(redact({ token: 't-1' }).redactions).toEqual([{ path: '/token', kind: 'field' }]);
});
