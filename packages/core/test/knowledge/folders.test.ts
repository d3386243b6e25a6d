/** Variables that stand for a folder, set by the action itself. */
import { describe, expect, test } from 'vitest';
import { createContext, explain, RISKS } from '../../src/index.ts';

const CONTEXT = createContext({ workspace: '/home/ada/shop', home: '/home/ada' });

/** Verdict of balanced mode, and the place of the command's riskiest effect on a path. */
function answer(command: string): string {
  const { verdict, effects } = explain({ kind: 'command', command }, CONTEXT);
  const onPaths = effects.filter(({ place }) => place !== 'none');
  return `${verdict} ${onPaths.toSorted((one, other) => RISKS.indexOf(other.risk) - RISKS.indexOf(one.risk))[0]?.place}`;
}

describe('a folder’s variable that the action sets', () => {
  test.each([
    ['HOME=/; rm -rf ~/etc', 'deny system'],
    ['HOME=; rm -rf ~/etc', 'deny system'],
    ['export HOME=/etc && cat $HOME/shadow', 'deny passwords'],
    ['TMPDIR=/etc rm -rf $TMPDIR/x', 'deny system'],
    ['TMPDIR=/etc; rm -rf "$TMPDIR"', 'deny system'],
    ['TMPDIR=$(pick); rm -rf $TMPDIR/x', 'ask unresolved'],
    ['TMPDIR=$HOME; rm -rf $TMPDIR/.ssh', 'deny key'],
    ['PWD=/ && rm -rf $PWD/boot', 'deny system-critical'],
    ["HOME=/ sh -c 'rm -rf ~/boot'", 'deny system-critical'],
    ['env TMPDIR=/etc sh -c "rm -rf \\$TMPDIR/x"', 'deny system'],
    ['TMPDIR=/etc; cd $TMPDIR; rm -rf x', 'ask unresolved'],
    ['TMPDIR=/etc; find $TMPDIR -exec rm {} +', 'ask system'],
    ['TMPDIR=/e*; rm -rf $TMPDIR/x', 'deny system'],
  ])('leads to the new value: %s', (command, expected) => {
    expect(answer(command)).toBe(expected);
  });

  test.each([
    ['HOME=/tmp/h npm test; rm -rf ~/.ssh', 'deny key'],
    ['(HOME=/tmp/h); cat ~/.ssh/id_rsa', 'deny key'],
  ])('leads to the old value too, as it may have been set for another command alone: %s', (command, expected) => {
    expect(answer(command)).toBe(expected);
  });

  test.each([
    ['TMPDIR=/tmp/build; rm -rf $TMPDIR/x', 'allow temporary'],
    ['TMPDIR=$PWD/tmp; rm -rf $TMPDIR/x', 'allow workspace'],
    ['X=/etc; rm -rf $TMPDIR/x', 'allow temporary'],
  ])('harmless ones ask no more than before: %s', (command, expected) => {
    expect(answer(command)).toBe(expected);
  });

  test('is forgotten with its action', () => {
    answer('TMPDIR=/etc; rm -rf $TMPDIR/x');
    expect(answer('rm -rf $TMPDIR/x')).toBe('allow temporary');
  });
});

function assignmentEffect(command: string): string | undefined {
  return explain({ kind: 'command', command }, CONTEXT).effects.find(
    ({ effect }) => effect === 'shell.poison' || effect === 'code.project' || effect === 'shell.environment',
  )?.effect;
}

describe('a folder that stands first in the search path', () => {
  test.each([
    ['PATH=.:$PATH ls', 'shell.poison'],
    ['PATH=./:$PATH ls', 'shell.poison'],
    ['PATH=$PWD:$PATH ls', 'shell.poison'],
    ['PATH=..:$PATH ls', 'shell.poison'],
    ['PATH=:$PATH ls', 'shell.poison'],
    ['PATH=/tmp/x:$PATH ls', 'shell.poison'],
    ['PATH=$PWD/bin:$PATH ls', 'code.project'],
    ['PATH=./node_modules/.bin:$PATH ls', 'code.project'],
    ['PATH=bin:/usr/bin ls', 'code.project'],
    ['export PATH="$PWD/bin:$PATH"', 'code.project'],
    ['PATH=/opt/x/bin:$PATH ls', 'shell.environment'],
    ['PATH=$HOME/.cargo/bin:$PATH ls', 'shell.environment'],
    ['PATH=$PATH:. ls', 'shell.environment'],
  ])('%s: %s', (command, effect) => {
    expect(assignmentEffect(command)).toBe(effect);
  });
});
