/** The log, as those ask who check it. */
import { folderReader } from '@capgate/audit';
import {
  AuditError,
  type Checkpoint,
  decodeRecord,
  findEntry,
  formatProof,
  type FoundEntry,
  noteOf,
  parseCheckpoint,
  proveConsistency,
  proveInclusion,
  TreeReader,
} from '@capgate/audit/verify';
import { toBase64 } from '@capgate/base';
import { Type } from 'typebox';
import type { Caller } from '../../callers/caller.ts';
import { GateError } from '../../error.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { closed, IdSchema } from '../schemas.ts';

const SizeSchema = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const NoteSchema = Type.String({ description: 'A signed note (https://c2sp.org/tlog-checkpoint).' });

export function auditOperations(parts: OperationParts): readonly Operation[] {
  return [
    {
      id: 'getCheckpoint',
      method: 'GET',
      path: '/v1/audit/checkpoint',
      summary: 'The last checkpoint that was signed.',
      scope: 'read',
      response: Type.Object({ size: SizeSchema, checkpoint: NoteSchema }),
      handle: async () => {
        const { size, note } = await lastCheckpoint(parts);
        return { size, checkpoint: note };
      },
    },
    {
      id: 'proveEntry',
      method: 'GET',
      path: '/v1/audit/proofs/{entry}',
      summary: 'An entry, such as a decision, with what shows anybody that the log holds it.',
      scope: 'read',
      params: Type.Object({ entry: IdSchema }),
      response: Type.Object({
        index: SizeSchema,
        proof: Type.String({ description: 'A text to hand over (https://c2sp.org/tlog-proof).' }),
      }),
      handle: ({ params, caller }) => prove(parts, caller, params['entry'] as string),
    },
    {
      id: 'proveConsistency',
      method: 'GET',
      path: '/v1/audit/consistency',
      summary: 'What shows that the log only grew since it had so many entries: RFC 6962 §2.1.2.',
      scope: 'read',
      query: Type.Object({ from: SizeSchema }, closed),
      response: Type.Object({
        from: SizeSchema,
        to: SizeSchema,
        proof: Type.Array(Type.String({ description: 'A hash, in Base64.' })),
        checkpoint: NoteSchema,
      }),
      handle: async ({ query }) => {
        const from = query['from'] as number;
        const checkpoint = await lastCheckpoint(parts);
        const proof = await asked(proveConsistency(treeOf(parts, checkpoint), from));
        return { from, to: checkpoint.size, proof: proof.map(toBase64), checkpoint: checkpoint.note };
      },
    },
  ];
}

async function prove(
  parts: OperationParts,
  caller: Caller,
  id: string,
): Promise<{ readonly index: number; readonly proof: string }> {
  const { checkpoint, found } = await findSealed(parts, id);
  checkMaySee(parts, caller, found);
  const { index, entry } = found;
  const proof = await proveInclusion(treeOf(parts, checkpoint), index);
  return { index, proof: formatProof({ index, entry, proof, checkpoint: checkpoint.note }) };
}

/** The entry, and a checkpoint that covers it: the last, or one that is signed for it. */
async function findSealed(
  parts: OperationParts,
  id: string,
): Promise<{ readonly checkpoint: Checkpoint; readonly found: FoundEntry }> {
  const last = await lastCheckpoint(parts);
  try {
    return { checkpoint: last, found: await findEntry(treeOf(parts, last), id) };
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  const size = await parts.gate.recorder.seal();
  if (size === last.size) throw noEntry();
  const checkpoint = await lastCheckpoint(parts);
  return { checkpoint, found: await asked(findEntry(treeOf(parts, checkpoint), id)) };
}

/** What is no tenant's own is for those who run the gate. Refused as if it were not there. */
function checkMaySee({ tenants }: OperationParts, caller: Caller, { entry }: FoundEntry): void {
  const { tenant } = decodeRecord(entry).body as { readonly tenant?: unknown };
  if (tenant !== caller.tenant && !tenants.isOperator(caller)) throw noEntry();
}

/** As the log's files have it: another thread may be writing the next. */
async function lastCheckpoint({ gate }: OperationParts): Promise<Checkpoint> {
  const { disk, logFolder } = gate.parts;
  return parseCheckpoint(await noteOf(folderReader(disk, logFolder)));
}

function treeOf({ gate }: OperationParts, { size }: Checkpoint): TreeReader {
  const { disk, logFolder, primitives } = gate.parts;
  return new TreeReader(folderReader(disk, logFolder), size, primitives.sha256);
}

async function asked<Value>(found: Promise<Value>): Promise<Value> {
  try {
    return await found;
  } catch (error) {
    throw asNotFound(error);
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof AuditError && error.code === 'NOT_FOUND';
}

function asNotFound(error: unknown): unknown {
  return isNotFound(error) ? noEntry() : error;
}

function noEntry(): GateError {
  return new GateError('NOT_FOUND', 'expected an entry or a size that the log has, met another');
}
