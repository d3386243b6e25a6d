/** Shell scripts and git hooks: the whole script is one command line, so that its variables are followed. */
import { Collector, type FileReading } from '../reading.ts';
import { slice } from '../splice.ts';

const OTHER_INTERPRETER = /^#![^\n]*/u;
/** `#!/bin/bash -e`, `#!/usr/bin/env -S bash -e`, with a version behind it or not. */
const SHELL = /^#!\s*(?:\S*\/)?(?:env\s+(?:-\S+\s+|\w+=\S*\s+)*(?:\S*\/)?)?(?:ba|da|k|mk|z|a)?sh(?:-?[\d.]+)?(?=\s|$)/u;

/** Whether the first line names a shell that is read. */
export function hasShellLine(text: string): boolean {
  return SHELL.test(text);
}

export function readShell(text: string): FileReading {
  const found = new Collector();
  const first = OTHER_INTERPRETER.exec(text)?.[0];
  if (first === undefined || hasShellLine(text)) found.line('script', slice(text, 0, text.length));
  else found.notice('scan.other-shell', first.slice(2).trim(), { start: 0, end: first.length });
  return found.reading;
}
