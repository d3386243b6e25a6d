/** The thread of the log: takes records and calls, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { type LocalRecorder } from './local.ts';
import { openRecorder, type RecorderOptions } from './open.ts';
import type { AnyKind } from './recorder.ts';
import {
  type CrossedError,
  DEFERRABLE,
  FIELD_END,
  type FromThread,
  LINE_END,
  type ThreadCall,
  type ToThread,
} from './thread.ts';

function crossing(error: unknown): CrossedError {
  if (!(error instanceof Error)) return { name: 'Error', message: 'expected an error, met something else' };
  const { name, message } = error;
  const { code } = error as { code?: unknown };
  return { name, message, ...(typeof code === 'string' && { code }) };
}

function tell(message: FromThread): void {
  parentPort?.postMessage(message, []);
}

/** A record's line, back in its parts. Throws for what the log does not take; what is deferrable is kept for later. */
function recordLine(recorder: LocalRecorder, line: string): Promise<unknown> {
  const [flag, at, id, kind] = line.split(FIELD_END, 4) as [string, string, string, AnyKind];
  const text = line.slice(flag.length + at.length + id.length + kind.length + 4);
  const isDeferrable = flag === DEFERRABLE;
  const made = { at: Number(at), id };
  try {
    return recorder.offer(kind, text, made, isDeferrable).promised;
  } catch (error) {
    if (isDeferrable) recorder.deferText(kind, text, made);
    throw error;
  }
}

/** The log takes records in order: once the last that it took is on the disk, all are that it took. */
async function recordAll(recorder: LocalRecorder, lines: string): Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  const refused: number[] = [];
  for (const [place, line] of lines.split(LINE_END).entries()) {
    try {
      last = recordLine(recorder, line);
    } catch {
      refused.push(place);
    }
  }
  await last.then(
    () => tell({ type: 'done', isOnDisk: true, refused }),
    () => tell({ type: 'done', isOnDisk: false, refused }),
  );
}

function called(recorder: LocalRecorder, asked: ThreadCall): Promise<unknown> {
  if (asked.name === 'keepFor') return recorder.keepFor(asked.argument);
  return asked.name === 'rotateKeys' ? recorder.rotateKeys(asked.argument) : recorder[asked.name]();
}

async function answer(recorder: LocalRecorder, call: number, asked: ThreadCall): Promise<void> {
  try {
    tell({ type: 'reply', call, value: await called(recorder, asked) });
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
      else void answer(recorder, message.call, message);
    });
    tell({ type: 'open', lastMs: recorder.lastMs });
  } catch (error) {
    tell({ type: 'refusal', call: 0, error: crossing(error) });
  }
}

void main();
