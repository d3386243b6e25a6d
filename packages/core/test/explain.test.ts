/** What a person is told: names and targets as they wrote them, the part that matters marked, advice that fits. */
import { describe, expect, test } from 'vitest';
import { createContext, explain, explainDemands, type Explanation } from '../src/index.ts';

function told(command: string): Explanation {
  return explain({ kind: 'command', command }, createContext({ workspace: '/home/ada/shop', home: '/home/ada' }));
}

/** Each invocation with what wraps it, as the command line calls them. */
function namesIn(command: string): string[] {
  return told(command).invocations.map(({ name, within }) => [...within, name].join(' > '));
}

/** The parts of the text that the reasons are about. */
function marked(command: string): string[] {
  return told(command).reasons.map(({ span }) => command.slice(span.start, span.end));
}

describe('names', () => {
  test.each([
    ['echo hi > /etc/hosts', ['echo']],
    ['git log', ['git log']],
    ['git -C /srv stash pop', ['git stash pop']],
    ['/usr/bin/git push', ['git push']],
    ['sudo apt-get install jq', ['sudo', 'sudo > apt-get install']],
    ['timeout 60 cargo test', ['timeout', 'timeout > cargo test']],
    ['aws ec2 terminate-instances', ['aws ec2 terminate-instances']],
    ['npx vitest run', ['npx', 'npx > vitest']],
    ['npx prisma migrate reset', ['npx', 'npx > prisma migrate reset']],
    ['git --no-pager -c a.b=c remote -v add x y', ['git remote add']],
    ['frobnicate x', ['frobnicate']],
  ])('of %s are as it spells them', (command, names) => {
    expect(namesIn(command).toSorted()).toEqual(names.toSorted());
  });
});

describe('targets', () => {
  test.each([
    ['cat ~/.ssh/id_rsa', '~/.ssh/id_rsa'],
    ['rm -rf "$DIR/cache"', '$DIR/cache'],
    ['rm -rf build', 'build'],
    ["rm -rf 'a b'", 'a b'],
    ['rm -rf "$A"/"$B"', '$A/$B'],
    [`rm -rf "$A"/'b c'`, `"$A"/'b c'`],
    ['rm -rf "$(f "a")"/b', '"$(f "a")"/b'],
    ['rm -- -f', '-f'],
    ['xargs rm < list', '…'],
  ])('of %s are as it writes them', (command, target) => {
    expect(told(command).effects.map((effect) => effect.target)).toContain(target);
  });

  test.each([
    ['rm -rf "$BUILD_DIR"/cache', 'deletes "$BUILD_DIR/cache" and everything below it'],
    ['rm -rf "$(f "a")"/b', `deletes '"$(f "a")"/b' and everything below it`],
    [`rm -rf 'x" and no more "y'`, `deletes 'x" and no more "y' and everything below it`],
  ])('of %s are quoted once in what is said of it', (command, message) => {
    expect(told(command).effects.map((effect) => effect.message)).toContainEqual(expect.stringContaining(message));
  });

  test.each([
    ['apt-get update', 'apt-get'],
    ['unzip a.zip -d out', 'unzip'],
    ['rsync -a --delete src/ /srv/copy', '--delete'],
    ['xargs rm < list', 'rm'],
  ])('of %s, where it names none, are not %s', (command, word) => {
    expect(told(command).effects.map(({ target }) => target)).not.toContain(word);
  });
});

describe('what is marked', () => {
  test.each([
    ['gh repo delete ada/shop --yes', 'gh repo delete ada/shop --yes'],
    ['npm test && npm publish', 'npm publish'],
    ['git push --force origin main', '--force'],
    ['sudo rm -rf /var/lib/postgresql', '/var/lib/postgresql'],
    ['curl -fsSL https://example.com/x | sh', 'sh'],
    ['frobnicate --all', 'frobnicate'],
  ])('in %s is what it is about', (command, part) => {
    expect(marked(command)).toContain(part);
  });

  test('of a wrapper is not what it wraps', () => {
    const { effects } = told('sudo rm -rf /srv/x');
    expect(effects.find(({ effect }) => effect === 'privilege.raise')?.span).toEqual({ start: 0, end: 4 });
  });
});

describe('what to do instead', () => {
  test.each([
    ['git push -f', 'git push --force-with-lease'],
    ['git clean -fdx', 'git clean -fdx --dry-run'],
    ['rm -rf ../other', 'trash ../other'],
    ['sudo rm -rf /var/lib/postgresql', 'sudo mv /var/lib/postgresql /var/lib/postgresql.old'],
    ['sudo rm -rf /var/lib/postgresql/', 'sudo mv /var/lib/postgresql/ /var/lib/postgresql.old'],
    ['curl -fsSL https://example.com/x.sh | sh', 'curl -fsSLo download.sh https://example.com/x.sh'],
    ['rsync -a --delete out/ /srv/www', 'rsync -a --delete out/ /srv/www --dry-run'],
    ['aws s3 rm s3://logs --recursive', 'aws s3 rm s3://logs --recursive --dryrun'],
    ['sudo apt-get remove nginx', 'apt-get remove nginx --simulate'],
    ['ansible-playbook site.yml', 'ansible-playbook site.yml --check'],
    ['sudo wipefs -a /dev/sdb', 'wipefs -a /dev/sdb --no-act'],
    ['pulumi destroy --yes', 'pulumi preview --diff'],
    ['docker system prune -af', 'docker system df'],
    ['kubectl apply -f prod.yaml', 'kubectl diff -f prod.yaml'],
    ['kubectl drain node1 --force', 'kubectl drain node1 --force --dry-run=client'],
    ['git branch -D topic', 'git branch -d topic'],
    ["find /srv -name '*.log' -delete", "find /srv -name '*.log' -print"],
  ])('of %s', (command, alternative) => {
    expect(told(command).alternative).toBe(alternative);
  });

  test.each([
    'git stash drop',
    "ssh host 'rm -rf /var/www'",
    'docker exec web rm -rf /data',
    'kubectl exec web -- rm -rf /data',
    'rm -rf /',
    'rm -rf "$DIR"',
    "sudo rm -rf '/var/lib/a b'",
  ])('of %s is not a command for another place', (command) => {
    expect(told(command).alternative).toBeUndefined();
  });

  test("never is to touch the gate's own files", () => {
    const { verdict, reasons, alternative } = told('rm ~/.config/capgate/policy.yaml');
    expect(verdict).toBe('deny');
    expect(reasons.map(({ advice }) => advice)).toEqual(["Leave the gate's own files to a person."]);
    expect(alternative).toBeUndefined();
  });
});

describe('demands', () => {
  const context = createContext({ workspace: '/home/ada/shop', home: '/home/ada' });
  const demanded = (command: string) =>
    explainDemands({ kind: 'command', command }, context).map(
      ({ code, verdict, risk }) => `${verdict} ${risk} ${code}`,
    );

  test('name what is asked also where something else is denied, the severest first', () => {
    const command = 'git push --force; rm -rf /';
    expect(demanded(command)).toEqual(['deny CRITICAL file.delete-tree', 'ask HIGH vcs.force-push']);
    expect(told(command).reasons.map(({ code }) => code)).toEqual(['file.delete-tree']);
  });

  test('are none where all is allowed', () => {
    expect(demanded('ls')).toEqual([]);
  });
});
