/** What daily work runs goes on as it was: in the workspace, in temporary folders, for a user and for root. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { needsProgram } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Trial, type User } from './trial.ts';

interface Life {
  readonly name: string;
  readonly user: User;
  readonly tier?: 'answers';
}

const isRoot = process.getuid?.() === 0;
const lives: readonly Life[] = [
  ...(isRoot ? [{ name: 'root', user: 'root' } as const] : []),
  { name: 'user', user: 'user' },
  { name: 'user, for whom a thread answers', user: 'user', tier: 'answers' },
];

/** In this order, in one workspace. Each ends with 0. */
const LINES: readonly string[] = [
  'git init -q . && git config user.email a@example.com && git config user.name A',
  'git add -A && git commit -qm first',
  'git status --porcelain',
  'echo more >> work && git diff --stat && git commit -qam second',
  'git checkout -q -b branch && git log --oneline | cat && git stash list',
  'git clone -q . ../tmp/clone && rm -rf ../tmp/clone',
  'git gc -q && git fsck',
  'git worktree add -q "$TMPDIR/tree" -b other && git worktree remove "$TMPDIR/tree"',
  'git rebase -q HEAD~1 && git reset -q --hard && git clean -fdq',
  'ls -la / /etc /usr/bin > /dev/null',
  'find . -name "*.py" -newer work -print0 | xargs -0 -r wc -l',
  'grep -r root /etc/passwd | cut -d: -f1 | sort -u | head -3',
  'mkdir -p a/b/c && touch a/b/c/d && cp -r a e && mv e f && rm -r f a',
  'f=$(mktemp) && d=$(mktemp -d) && mv "$f" "$d" && rm -r "$d"',
  'tar -czf a.tgz work && mkdir out && tar -xzf a.tgz -C out && rm -r out a.tgz',
  'printf "a\\nb\\n" > t && sed -i s/a/c/ t && awk "{print NR, \\$1}" t && tr a-z A-Z < t',
  'ln -s work link && readlink -f link && ln work hard && rm link hard',
  'truncate -s 100 t && dd if=/dev/zero of=t bs=1k count=4 2>&1 && cmp -n 10 t t && split -b 1k t part.',
  'chmod +x t && touch -d yesterday t && stat t > /dev/null && mkfifo p && rm p t part.*',
  'mv work "$TMPDIR/work" && mv "$TMPDIR/work" work',
  'sleep 0.1 & wait $!; (exit 3); [ $? = 3 ]',
  'echo x | tee /dev/stderr > /dev/null; echo y > /dev/stdout; : > /dev/null; cat < /dev/null',
  'head -c 16 /dev/urandom | od -An -tx1 && date && uname -a && id && ps -ef > /dev/null && df . && free',
  'env | sort > /dev/null; ulimit -a > /dev/null; nice -n 5 true; timeout 5 true; nproc',
  'diff -u /etc/hosts /etc/hosts && sha256sum work && base64 work && gzip -k work && gunzip -c work.gz > /dev/null',
  'ssh-keygen -q -t ed25519 -N "" -f "$TMPDIR/key" && ssh-keygen -lf "$TMPDIR/key.pub"',
  'openssl rand -hex 8 && openssl dgst -sha256 work',
  'python3 -c "print(1)" && python3 -m json.tool <<< "{}" && python3 -m compileall -q calls.py',
  'python3 -m venv --without-pip venv && venv/bin/python -c "import sys; print(sys.prefix)" && rm -r venv',
  'python3 -c "import multiprocessing as m; print(m.get_context(\'fork\').Pool(2).map(abs, [-1, 2]))"',
  'python3 -c "import subprocess; print(subprocess.run([\'true\'], check=True).returncode)"',
  "python3 -c \"import tempfile, shutil; d = tempfile.mkdtemp(); shutil.move(d, 'moved'); shutil.rmtree('moved')\"",
  "python3 -c \"import sqlite3; c = sqlite3.connect('db'); c.execute('pragma journal_mode=wal'); c.execute('create table t(a)'); c.commit()\"",
  'python3 -c "import socket; socket.getaddrinfo(\'localhost\', 80)"',
  'python3 -c "import pty, os; pty.spawn([\'true\'])"',
  'python3 -c "import threading; t = threading.Thread(target=print); t.start(); t.join()"',
  'printf "int main(){return 0;}" > a.c && gcc -o a.out a.c && ./a.out && rm a.out',
  'printf "all:\\n\\ttrue\\n" > Makefile && make -s -j2',
  'perl -e "print 1" && bash -c "echo <(true) {1..3}"',
  'curl -sS file:///etc/hosts > /dev/null',
  'script -qec true /dev/null',
];

/** The same with Node and npm, offline, the package being this folder's own. */
const NODE_LINES: readonly string[] = [
  "node -e \"new (require('worker_threads').Worker)('', { eval: true }).on('exit', process.exit)\"",
  'node -e "fs.promises.readFile(\'work\').then(String).then(console.log)"',
  "node -e \"require('child_process').execFileSync('true'); fs.watch('.').close(); process.kill(process.pid, 0)\"",
  "node -e \"require('http').createServer().listen(0, '127.0.0.1', function () { fetch('http://127.0.0.1:' + this.address().port).catch(() => 0); setTimeout(process.exit, 100) })\"",
  'npm init -y > /dev/null && mkdir -p lib && printf "{\\"name\\":\\"lib\\",\\"version\\":\\"1.0.0\\"}" > lib/package.json',
  'npm install --offline --no-audit --no-fund ./lib',
  'npm pkg set scripts.hello="node -e 0" && npm run -s hello && npm ls && npm pack --silent',
];

describe.runIf(process.platform === 'linux').each(lives)('daily work as $name', ({ user, tier }) => {
  let trial: Trial;
  beforeAll(() => {
    trial = new Trial(user, tier);
    mkdirSync(trial.path('tmp/npm'));
    trial.own('tmp/npm');
  });
  afterAll(() => trial.remove());

  it.each(LINES)('%s', async (line) => {
    const { code, out } = await trial.confined('bash', '-c', line);
    expect(code, out).toBe(0);
  });

  it.each(NODE_LINES)('%s', async (line) => {
    const prepared = `export npm_config_cache="$TMPDIR/npm" PATH="$1:$PATH"; ${line}`;
    const { code, out } = await trial.confined('bash', '-c', prepared, 'bash', dirname(process.execPath));
    expect(code, out).toBe(0);
  });
});

it.runIf(process.platform === 'linux')('the programs of this test are there', (context) => {
  for (const program of ['git', 'python3', 'gcc', 'make', 'curl', 'openssl', 'ssh-keygen', 'script', 'npm'])
    expect(needsProgram(context, program)).toMatch(/^\//u);
});
