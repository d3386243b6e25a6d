#!/usr/bin/env node
// The launcher: JavaScript that parses on any Node with modules, so that an old one gets an answer.
import module from 'node:module';
import { join } from 'node:path';

const oldestMajor = 22;
const major = Number(process.versions.node.split('.', 1)[0]);

/** The user's own cache folder; Node's default lies in the shared temporary one, where others could plant code. */
function cacheFolder() {
  const { XDG_CACHE_HOME, LOCALAPPDATA, HOME } = process.env;
  return XDG_CACHE_HOME || LOCALAPPDATA || (HOME && join(HOME, '.cache'));
}

if (major < oldestMajor) {
  console.error(`capgate: expected Node ${oldestMajor} or newer, met ${process.version}; install a newer Node`);
  process.exitCode = 2;
} else {
  const folder = cacheFolder();
  if (folder) module.enableCompileCache?.(join(folder, 'capgate'));
  await import('../dist/main.js');
}
