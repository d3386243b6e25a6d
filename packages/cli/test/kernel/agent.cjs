// An agent, as far as processes go: runs what it is told, each line of JSON {id, argv, cwd, input} as a child of its own.
'use strict';
const { spawn } = require('node:child_process');
const { createInterface } = require('node:readline');

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, argv, cwd, input = '' } = JSON.parse(line);
  const child = spawn(argv[0], argv.slice(1), { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  child.once('close', (status) => {
    process.stdout.write(`${JSON.stringify({ id, status, stdout, stderr })}\n`);
  });
});
