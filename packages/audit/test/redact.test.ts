import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalText, utf8 } from '@capgate/base';
import { mark, redact } from '../src/index.ts';
import { FORMS } from '../src/redact.ts';
import { mayHoldSecret } from '../src/signs.ts';

function clean(text: string): string {
  const { text: cleaned } = redact({ text }).body;
  return typeof cleaned === 'string' ? cleaned : '';
}

/** Made up, in the forms that issuers document; put together here so that no scanner takes them for real. */
const SECRETS: readonly (readonly [kind: string, secret: string])[] = [
  ['aws-key', ['AKIA', 'IOSFODNN7EXAMPLE'].join('')],
  ['github-token', `ghp_${'a1B2'.repeat(9)}`],
  ['github-token', `github_pat_${'a1B2'.repeat(9)}`],
  ['gitlab-token', `glpat-${'a1B2c3D4e5'.repeat(2)}`],
  ['slack-token', ['xoxb', '123456789012', 'abcdefghijkl'].join('-')],
  ['api-key', `sk-${'a1B2c3'.repeat(6)}`],
  ['api-key', `sk_live_${'a1B2'.repeat(6)}`],
  ['api-key', `AIza${'a1B2c3D'.repeat(5)}`],
  ['registry-token', `npm_${'a1B2'.repeat(9)}`],
  ['registry-token', `hf_${'aBcD'.repeat(9)}`],
  ['service-token', `capgate-enrol-v1.acme/node-1@hub.example:8443.${'0f'.repeat(32)}.${'a7'.repeat(32)}`],
  ['service-token', `cgt_${'a-B_'.repeat(10)}abc`],
  ['service-token', `dop_v1_${'0f'.repeat(32)}`],
  ['jwt', ['eyJhbGciOiJI', 'eyJzdWIiOiIx', 'c2lnbmF0dXJl'].join('.')],
];

describe('a secret known by its form', () => {
  test.each(SECRETS)('%s is marked wherever it stands', (kind, secret) => {
    for (const text of [secret, `deploy ${secret}`, `echo '${secret}' | cat`, `a=${secret};b`]) {
      expect(clean(text)).not.toContain(secret);
    }
    expect(clean(`see ${secret} there`)).toBe(`see ${mark(kind)} there`);
  });

  test('a private key goes from its first line to its last', () => {
    const key = ['-----BEGIN OPENSSH PRIVATE KEY-----', 'b3BlbnNzaC1rZXk', '-----END OPENSSH PRIVATE KEY-----'].join(
      '\n',
    );
    expect(clean(`echo "${key}" > id`)).toBe(`echo "${mark('private-key')}" > id`);
    expect(clean(key.slice(0, -40))).toBe(mark('private-key'));
  });

  test('an address that is itself the secret loses what opens it', () => {
    const hook = ['https://hooks.slack.com/services', 'T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX'].join('/');
    expect(clean(`curl -d hi ${hook}`)).toBe(`curl -d hi https://hooks.slack.com/services/${mark('webhook')}`);
  });
});

describe('a secret known by its name', () => {
  test.each([
    ['deploy --token=Zm9vYmFy', 'deploy --token=[redacted option]'],
    ['deploy --api-key Zm9vYmFy --now', 'deploy --api-key [redacted option] --now'],
    ["tool --client-secret 'a b c'", 'tool --client-secret [redacted option]'],
    ['PGPASSWORD=hunter22 psql -h db', 'PGPASSWORD=[redacted assignment] psql -h db'],
    ['export AWS_SECRET_ACCESS_KEY="wJalrXUtnFEMI"', 'export AWS_SECRET_ACCESS_KEY=[redacted assignment]'],
    ['curl -u admin:hunter22 https://example.com', 'curl -u admin:[redacted user-password] https://example.com'],
    [
      'git clone https://me:hunter22@example.com/a.git',
      'git clone https://me:[redacted url-password]@example.com/a.git',
    ],
    ['curl -H "Authorization: Bearer abc.def" https://x', 'curl -H "Authorization: [redacted header]" https://x'],
    ["curl -H 'X-Api-Key: abcdef' https://x", "curl -H 'X-Api-Key: [redacted header]' https://x"],
    ['curl -d \'{"password": "hunter22"}\' https://x', 'curl -d \'{"password": [redacted field]}\' https://x'],
    [
      'curl --user admin:hunter22 https://example.com',
      'curl --user admin:[redacted user-password] https://example.com',
    ],
    ['curl -H "Cookie: session=abcdef; t=1" https://x', 'curl -H "Cookie: [redacted header]" https://x'],
    ['mysql -u root -phunter22 app', 'mysql -u root -p[redacted option] app'],
    ['sshpass -p hunter22 ssh host', 'sshpass -p [redacted option] ssh host'],
  ])('%s', (text, expected) => {
    expect(clean(text)).toBe(expected);
  });
});

describe('what is no secret stays', () => {
  test.each([
    'npm run build -- --filter=packages/core',
    'deploy --token "$TOKEN"',
    'deploy --token=$(cat token)',
    'PGPASSWORD=$DB_PASSWORD psql',
    'curl -H "Authorization: Bearer $TOKEN" https://example.com',
    'git clone https://example.com/a.git',
    'git log --author=me',
    'OLDPWD=/srv PWD=/srv/app make',
    'cat ~/.aws/credentials',
    'passwd alice',
    'kubectl get secret app',
    'ssh-keygen -t ed25519',
    'mkdir -p build',
    'ps aux',
    '544350020002ba9f11ec0000024407d000c80d920003f202',
  ])('%s', (text) => {
    const body = { text };
    expect(redact(body)).toEqual({ body, redactions: [] });
    // Not even copied.
    expect(redact(body).body).toBe(body);
  });
});

test('a text of JSON is a secret by the name of its key', () => {
  const body = { arguments: { password: 'hunter22', headers: { authorization: 'Bearer abc', accept: 'text/html' } } };
  expect(redact(body).body).toEqual({
    arguments: { password: mark('field'), headers: { authorization: mark('field'), accept: 'text/html' } },
  });
});

test('a secret that is known does not shield its neighbours', () => {
  const known = SECRETS[1]?.[1] ?? '';
  expect(clean(`curl -H "Authorization: Bearer abcdefabcdef ${known}" https://x`)).not.toContain('abcdefabcdef');
  expect(clean(`PASSWORD=hunter22${known} psql`)).not.toContain('hunter22');
});

test('what was taken out is told by place and kind', () => {
  const body = { agent: 'a', argv: ['deploy', '--token=Zm9vYmFy'], env: { 'a/b~c': 'password=hunter22' }, n: 1 };
  const { body: cleaned, redactions } = redact(body);
  expect(cleaned).toEqual({
    agent: 'a',
    argv: ['deploy', '--token=[redacted option]'],
    env: { 'a/b~c': 'password=[redacted assignment]' },
    n: 1,
  });
  expect(redactions).toEqual([
    { path: '/argv/1', kind: 'option' },
    { path: '/env/a~1b~0c', kind: 'assignment' },
  ]);
  // The caller's own is as it was.
  expect(body.argv[1]).toBe('--token=Zm9vYmFy');
});

test('cleaning what is clean changes nothing', () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom(...SECRETS.map(([, secret]) => secret), ' --token=', 'password=', ' "', "'", '://a:', '@'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const once = clean(parts.join(''));
      expect(clean(once)).toBe(once);
    }),
  );
});

test('takes time in proportion to the text, whatever the text', () => {
  // Nothing is timed: a pattern that backtracks without bound would not come back at all.
  const pieces = [
    'a:',
    '--token ',
    'curl ',
    "'",
    '-----BEGIN PRIVATE KEY-----',
    'eyJaaaaaaaa.',
    '://',
    'password="',
    'mysql -',
  ];
  for (const piece of [...pieces, 'pass a', 'pass', 'pass 0f', 'eyJ-', ' --pass-', 'x-key', '_', 'password_']) {
    expect(clean(piece.repeat(60_000 / piece.length)).length).toBeGreaterThan(0);
  }
});

describe('one look at the JSON', () => {
  const words = fc.constantFrom(
    'token=',
    'a b',
    '-p ',
    "'x y'",
    '\n',
    '--user ',
    'me:pw@',
    'https://',
    'AKIA',
    'password',
    'sk-',
    'é',
    '"',
  );
  const texts = fc
    .array(fc.oneof(words, fc.string({ unit: 'binary' })), { maxLength: 6 })
    .map((parts) => parts.join(''));

  test('never overlooks what any form finds', () => {
    let foundCount = 0;
    fc.assert(
      fc.property(texts, (text) => {
        if (!FORMS.some(({ pattern }) => text.search(pattern) >= 0)) return;
        foundCount++;
        expect(mayHoldSecret(utf8(text.toWellFormed()))).toBe(true);
      }),
      { numRuns: 20_000 },
    );
    expect(foundCount).toBeGreaterThan(1_000);
  });

  test.each(SECRETS)('sees %s', (_, secret) => {
    expect(mayHoldSecret(utf8(canonicalText({ text: `see ${secret}` })))).toBe(true);
    expect(mayHoldSecret(utf8(canonicalText({ text: 'ls -la /srv' })))).toBe(false);
  });

  test.each(['\u00a0', '\u1680', '\u2003', '\u2028', '\u202f', '\u205f', '\u3000', '\ufeff', '\t', '\n'])(
    'knows an option behind any blank: %j',
    (blank) => {
      const text = `curl${blank}-u${blank}me:hunter22 x`;
      expect(redact({ text }).redactions).not.toEqual([]);
      expect(mayHoldSecret(utf8(text))).toBe(true);
    },
  );

  test('sees part of a text alone', () => {
    const text = utf8('token ls token');
    expect(mayHoldSecret(text, 5, 9)).toBe(false);
    expect(mayHoldSecret(text, 1, 9)).toBe(false);
    expect(mayHoldSecret(text, 5)).toBe(true);
    expect(mayHoldSecret(text, 0, 5)).toBe(true);
  });

  test.each(['pasecret', 'xaccakia', 'ghghp_', '__live_', 'tokey', 'sekey', 'PASS', '\u017f'])(
    'goes on where one sign ends in the beginning of another: %s',
    (text) => expect(mayHoldSecret(utf8(text))).toBe(true),
  );
});
