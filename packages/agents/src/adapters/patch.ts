/** What a patch in Codex's own form does to files, by its headers. */
import type { Action, FileAction } from '@capgate/core';
import { PayloadError } from './fields.ts';

/** Lines of content begin with `+`, `-` or a blank; a header with a blank before it is taken for one all the same. */
const HEADER = /^[ \t]*\*\*\* (Add File|Update File|Delete File|Move to):(.*)$/gmu;

const OPERATIONS: Readonly<Record<string, FileAction['operation']>> = {
  'Add File': 'create',
  'Update File': 'write',
  'Delete File': 'delete',
  'Move to': 'move',
};

/** Throws `PayloadError` where it names no file. */
export function patchActions(text: string): readonly Action[] {
  const actions = [...text.matchAll(HEADER)].map(([, header = '', path = '']): Action => {
    return { kind: 'file', operation: OPERATIONS[header] ?? 'write', path: path.trim() };
  });
  if (actions.length > 0) return actions;
  throw new PayloadError('expected a patch with a header such as *** Update File: PATH, met none');
}
