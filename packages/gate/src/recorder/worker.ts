/** The thread of the log: takes records and calls, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { GateError } from '../error.ts';
import { type LocalRecorder } from './local.ts';
import { openRecorder, type RecorderOptions } from './open.ts';
import type { AnyKind } from './recorder.ts';
import { type CallName, DEFERRABLE, FIELD_END, type FromThread, LINE_END, type ToThread } from './thread.ts';

/** Thrown values cross as plain errors; a code crosses beside them. */
function crossing(error: unknown): unknown {
  if (!(error instanceof Error)) return new Error('expected an error, met something else');
  const { code } = error as { code?: unknown };
  return Object.assign(new Error(error.message), { name: error.name, ...(typeof code === 'string' && { code }) });
}

function tell(message: FromThread): void {
  parentPort?.postMessage(message, []);
}

/** A record's line, back in its parts. */
function recordLine(recorder: LocalRecorder, line: string): Promise<unknown> {
  const [flag, at, id, kind] = line.split(FIELD_END, 4) as [string, string, string, AnyKind];
  const text = line.slice(flag.length + at.length + id.length + kind.length + 4);
  const isDeferrable = flag === DEFERRABLE;
  try {
    return recorder.offer(kind, text, { at: Number(at), id }, isDeferrable).promised;
  } catch (error) {
    if (isDeferrable && error instanceof GateError) recorder.deferText(kind, text);
    return Promise.reject(error);
  }
}

/** The log takes records in order: once the last is on the disk, all are. */
async function recordAll(recorder: LocalRecorder, lines: string): Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  for (const line of lines.split(LINE_END)) {
    last = recordLine(recorder, line);
    last.catch(() => {});
  }
  await last.then(
    () => tell({ type: 'done', isOnDisk: true }),
    () => tell({ type: 'done', isOnDisk: false }),
  );
}

async function answer(recorder: LocalRecorder, call: number, name: CallName): Promise<void> {
  try {
    tell({ type: 'reply', call, value: await recorder[name]() });
  } catch (error) {
    tell({ type: 'refusal', call, error: crossing(error) });
  }
}

async function main(): Promise<void> {
  try {
    const recorder = await openRecorder(workerData as RecorderOptions, {
      onFailure: (part, error) => tell({ type: 'failure', part, error: crossing(error) }),
      onWorking: (isWorking) => tell({ type: 'working', isWorking }),
    });
    parentPort?.on('message', (message: ToThread) => {
      if (message.type === 'records') void recordAll(recorder, message.lines);
      else void answer(recorder, message.call, message.name);
    });
    tell({ type: 'open', lastMs: recorder.lastMs });
  } catch (error) {
    tell({ type: 'refusal', call: 0, error: crossing(error) });
  }
}

void main();
