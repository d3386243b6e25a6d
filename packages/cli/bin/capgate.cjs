#!/usr/bin/env node
'use strict';
// The launcher: CommonJS, which starts faster than a module, and which any old Node reads far enough to get an answer.
const oldestMajor = 22;

/** The user's own cache folder; Node's default lies in the shared temporary one, where others could plant code. */
function cacheFolder() {
  const { XDG_CACHE_HOME, LOCALAPPDATA, HOME } = process.env;
  const folder = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && `${HOME}/.cache`);
  return folder && `${folder}/capgate`;
}

if (Number(process.versions.node.split('.', 1)[0]) < oldestMajor) {
  console.error(`capgate: expected Node ${oldestMajor} or newer, met ${process.version}; install a newer Node`);
  process.exitCode = 2;
} else {
  const folder = cacheFolder();
  if (folder) require('node:module').enableCompileCache?.(folder);
  require('../dist/main.cjs');
}
