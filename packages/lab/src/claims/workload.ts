/** Command lines of daily work, as many as are asked for, all different: what a decision is timed over. */
import { seededSource } from '../statistics/index.ts';

const FOLDERS = ['src', 'lib', 'test', 'docs', 'scripts', 'packages/web/src', 'internal/server', 'build/out'];
const FILES = ['main', 'index', 'server', 'parser', 'user-card', 'orders', 'auth', 'report', 'queue', 'theme'];
const ENDINGS = ['ts', 'py', 'go', 'md', 'json', 'rs', 'css', 'sql'];
const WORDS = ['timeout', 'TODO', 'retry', 'import', 'deprecated', 'handler', 'session', 'config'];

/** `F` a file, `D` a folder, `W` a word, `N` a number. */
const FORMS = [
  'ls -la D',
  'cat F',
  'head -n N F',
  'sed -n "N,+20p" F',
  'grep -rn "W" D',
  'rg -n W D | head -n N',
  'find D -name "*.ts" -newer F',
  'wc -l F F',
  'diff -u F F',
  'git status --short',
  'git diff --stat HEAD~N -- D',
  'git log --oneline -n N -- F',
  'git add F && git commit -m "W: N"',
  'git checkout -b fix-W-N',
  'git stash && git pull --rebase',
  'git push origin fix-W-N',
  'git push --force origin fix-W-N',
  'git reset --hard HEAD~N',
  'npm test -- F',
  'npm run build --workspace D',
  'npm install --save-dev W@N',
  'node F --limit N',
  'python3 -m pytest D -k W -q',
  'go test ./D/... -run W -count N',
  'cargo build --release -j N',
  'make -C D W',
  'tsc --noEmit -p D',
  'mkdir -p D/W-N && cp F D/W-N/',
  'mv F F.N',
  'rm F.N',
  'rm -rf D/node_modules',
  'chmod +x F',
  'tar -czf W-N.tgz D',
  'curl -sS https://api.example.com/W/N -o F',
  'docker compose -f D/compose.yaml up -d W',
  'docker run --rm -v "$PWD:/work" node:N npm test',
  'kubectl get pods -n W -o wide',
  'psql -c "select * from orders limit N"',
  'jq ".W[N]" F',
  'for f in D/*.ts; do wc -l "$f"; done',
  'if [ -f F ]; then cat F; else echo W; fi',
  'sudo systemctl restart W',
  'sudo rm -rf /var/lib/W-N',
  'dd if=F of=/dev/sda bs=N',
  'ps aux | grep W | head -n N',
] as const;

/** `count` different lines; the same for the same seed. */
export function dailyCommands(count: number, seed: number): string[] {
  const random = seededSource(seed);
  const one = (items: readonly string[]): string => items[random.below(items.length)] as string;
  const fill = (letter: string): string => {
    if (letter === 'D') return one(FOLDERS);
    if (letter === 'W') return one(WORDS);
    return letter === 'N' ? String(1 + random.below(99)) : `${one(FOLDERS)}/${one(FILES)}.${one(ENDINGS)}`;
  };
  const lines = new Set<string>();
  for (let i = 0; lines.size < count; i++) {
    lines.add((FORMS[i % FORMS.length] as string).replaceAll(/\b[DFNW]\b/gu, fill));
  }
  return [...lines];
}

const SYLLABLES = ['blor', 'zin', 'quax', 'mib', 'tor', 'vel', 'snop', 'gru', 'yab', 'kel', 'dro', 'fip'];
const TAILS = ['run', 'delete --all', 'build src', '--force docs', 'apply -f test', 'list', 'sync lib scripts', ''];

/** `count` different lines that start tools which nobody made; `known` says which names to pass over. */
export function inventedCommands(count: number, seed: number, known: ReadonlySet<string>): string[] {
  const random = seededSource(seed);
  const one = (items: readonly string[]): string => items[random.below(items.length)] as string;
  const lines = new Set<string>();
  while (lines.size < count) {
    const name = Array.from({ length: 3 + random.below(2) }, () => one(SYLLABLES)).join('');
    if (!known.has(name)) lines.add(`${name} ${one(TAILS)}`.trimEnd());
  }
  return [...lines];
}
