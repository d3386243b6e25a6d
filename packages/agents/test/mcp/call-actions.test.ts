/** What the arguments of a call are judged as. */
import { describe, expect, test } from 'vitest';
import { actionsOfCall } from '../../src/mcp/call-actions.ts';

function found(tool: string, given: unknown, annotations?: Record<string, unknown>): object[] {
  const [call, ...others] = actionsOfCall({ server: 'up', tool, annotations, arguments: given });
  expect(call).toMatchObject({ kind: 'tool-call', server: 'up', tool });
  return others;
}

const command = (text: string): object => ({ kind: 'command', command: text });
const file = (operation: string, path: string): object => ({ kind: 'file', operation, path });
const fetch = (url: string, method = 'GET'): object => ({ kind: 'fetch', url, method });

describe('arguments', () => {
  test.each<[string, unknown, object[]]>([
    ['none', undefined, []],
    ['a command', { command: 'ls -la' }, [command('ls -la')]],
    ['in any spelling', { CommandLine: 'ls', shell_command: 'id' }, [command('ls'), command('id')]],
    ['with its words beside it', { command: 'ls', args: ['-l', "a'b"] }, [command(`ls '-l' 'a'"'"'b'`)]],
    ['as words', { cmd: ['ls', '-l'] }, [command('ls'), command('-l'), command("'ls' '-l'")]],
    ['deep inside', { steps: [{ run: { cmd: 'ls' } }] }, [command('ls')]],
    ['a URL', { url: 'https://example.com/' }, [fetch('https://example.com/')]],
    ['that is sent to', { url: 'https://example.com/', body: 'x' }, [fetch('https://example.com/', 'POST')]],
    ['by its method', { url: 'https://example.com/', method: 'DELETE' }, [fetch('https://example.com/', 'DELETE')]],
    ['a path that is a URL', { path: 'https://example.com/' }, [fetch('https://example.com/')]],
    ['a URL that is a path', { uri: 'file:///etc/hostname' }, [file('write', 'file:///etc/hostname')]],
    ['nothing of the kind', { text: 'rm', n: 7, list: [null] }, []],
  ])('%s', (_, given, expected) => {
    expect(found('do_it', given)).toEqual(expected);
  });

  test.each([
    ['read_file', 'read'],
    ['listDirectory', 'read'],
    ['write_file', 'write'],
    ['edit', 'write'],
    ['anything', 'write'],
    ['move_file', 'move'],
    ['deleteFolder', 'delete-tree'],
    ['read_and_delete', 'delete-tree'],
  ])('%s does to a path what is a %s', (tool, operation) => {
    expect(found(tool, { path: 'a' })).toEqual([file(operation, 'a')]);
  });

  test('hints only make it stricter', () => {
    expect(found('read_file', { path: 'a' }, { destructiveHint: true })).toEqual([file('write', 'a')]);
    expect(found('save', { path: 'a' }, { readOnlyHint: true })).toEqual([file('write', 'a')]);
  });

  test.each([
    ['more than is judged', { paths: Array.from({ length: 65 }, () => 'a') }, 'at most 64'],
    ['a text that is too long', { path: 'a'.repeat((1 << 20) + 1) }, 'at most 1048576 characters'],
    ['what is too deep', JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`), 'at most 16 deep'],
  ])('%s throws', (_, given, message) => {
    expect(() => found('do_it', given)).toThrow(message);
  });
});
