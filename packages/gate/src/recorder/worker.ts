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

/** A record's line, back in its parts. */
function recordOf(line: string): Parameters<LocalRecorder['offerAll']>[0][number] {
  const [flag, at, id, kind] = line.split(FIELD_END, 4) as [string, string, string, AnyKind];
  const text = line.slice(flag.length + at.length + id.length + kind.length + 4);
  return { kind, text, made: { at: Number(at), id }, isDeferrable: flag === DEFERRABLE };
}

async function recordAll(recorder: LocalRecorder, message: number, lines: string): Promise<void> {
  const { promised, refused } = recorder.offerAll(lines.split(LINE_END).map(recordOf));
  await promised.then(
    () => tell({ type: 'done', message, isOnDisk: true, refused }),
    () => tell({ type: 'done', message, isOnDisk: false, refused }),
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
      if (message.type === 'records') void recordAll(recorder, message.message, message.lines);
      else void answer(recorder, message.call, message);
    });
    tell({ type: 'open', lastMs: recorder.lastMs });
  } catch (error) {
    tell({ type: 'refusal', call: 0, error: crossing(error) });
  }
}

void main();
