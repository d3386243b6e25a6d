#!/usr/bin/env node
'use strict';
// The launcher: CommonJS, which starts faster than a module, and which any old Node reads far enough to get an answer.
const oldestMajor = 22;

/**
 * A folder of the gate's own: whoever writes there says what it runs. Node's default lies in the shared temporary one, and
 * caches are for every program to write.
 */
function compiledFolder() {
  const { XDG_STATE_HOME, LOCALAPPDATA, HOME } = process.env;
  const folder = XDG_STATE_HOME || LOCALAPPDATA || (HOME && `${HOME}/.local/state`);
  return folder && `${folder}/capgate/compiled`;
}

/** Of the user alone from the start, as the log that will lie beside it. */
function makePrivate(folder) {
  try {
    require('node:fs').mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    // Without it the program starts a little slower.
  }
}

if (Number(process.versions.node.split('.', 1)[0]) < oldestMajor) {
  console.error(`capgate: expected Node ${oldestMajor} or newer, met ${process.version}; install a newer Node`);
  process.exitCode = 2;
} else {
  const folder = compiledFolder();
  if (folder) {
    makePrivate(folder);
    require('node:module').enableCompileCache?.(folder);
  }
  require('../dist/main.cjs');
}
