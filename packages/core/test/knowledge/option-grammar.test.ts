/** Which options take the next word: one that does not must not hide it, one that does must not let it shift the others. */
import { describe, expect, test } from 'vitest';
import { createContext, explain } from '../../src/index.ts';

const context = createContext({ workspace: '/home/ada/shop', home: '/home/ada' });

function effects(command: string): string[] {
  return explain({ kind: 'command', command }, context).effects.map(({ effect, target = '' }) => `${effect} ${target}`);
}

describe('an option without a value leaves the next word to be looked at', () => {
  test.each([
    'cut -s -f 1',
    'paste -s',
    'fold -s',
    'fold -b',
    'fmt -c',
    'fmt -s',
    'join -i x',
    'od -c',
    'od -o',
    'od -s',
    'od -f',
    'hexdump -c',
    'hexdump -o',
    'bat -n',
    'more -p',
    'gron -s',
    'glow -p',
    'colordiff -w x',
    'column -d',
    'ptx -A',
    'nm -C',
    'objdump -x',
    'readelf -e',
    'size -m',
    'sdiff -W',
    'diff3 -x',
    'msgcat -i',
  ])('%s', (tool) => {
    expect(effects(`${tool} ~/.ssh/id_ed25519`)).toContain('file.read ~/.ssh/id_ed25519');
  });

  test.each([
    ['hyperfine -i', 'reboot'],
    ['tmux new-window -S', 'reboot'],
    ['tmux split-window -f', 'reboot'],
    ['tmux new-window -S', 'reboot now'],
    ['env --ignore-signal', 'reboot'],
    ['env -', 'reboot'],
    ['env - A=b', 'reboot'],
    ['aws-vault exec work --', 'reboot'],
    ['chamber exec shop --', 'reboot'],
    ['screen -d -m', 'reboot'],
    ['screen -dm', 'reboot'],
    ["faketime -f '+2d'", 'reboot'],
    ['setlock -n lock', 'reboot'],
    ['arch -x86_64', 'reboot'],
    ['docker exec box --', 'reboot'],
    ['strace -t', 'reboot'],
    ['strace -x', 'reboot'],
    ['ltrace -t', 'reboot'],
    ['perf record -g', 'reboot'],
    ['perf stat -d', 'reboot'],
    ['fakeroot -u', 'reboot'],
    ['setsid -c', 'reboot'],
    ['unbuffer -p', 'reboot'],
    ['valgrind -q', 'reboot'],
    ['trickle -s', 'reboot'],
    ['cage -d', 'reboot'],
    ['firejail --seccomp', 'reboot'],
    ['tsp -d', 'reboot'],
    ['parallel -i', 'reboot'],
    ['systemd-run --on-timezone-change', 'reboot'],
  ])('%s %s', (tool, code) => {
    expect(effects(`${tool} '${code}'`)).toContainEqual(expect.stringContaining('system.shutdown'));
  });

  test.each(['ex -s -c', 'ex -sc', 'vim -es -c', 'vim -Es -c', 'vim -esc', 'sotruss -e'])("%s '…'", (editor) => {
    const answer = explain({ kind: 'command', command: `${editor} '!reboot' notes` }, context);
    expect(answer.verdict).not.toBe('allow');
  });

  test('vim -e -s, whose last word may be silence or a file of keys', () => {
    expect(effects(`vim -e -s -c '!reboot' notes`)).toContain('code.inline ');
    expect(effects('vim -s keys notes')).toEqual(['file.write notes', 'file.run keys']);
  });

  test.each(['mkfs.ext4 -F', 'mkfs.ext4 -c', 'mkfs.xfs -f', 'mkfs.vfat -F 32', 'mkfs -V', 'mkfs.btrfs -f -L data'])(
    '%s',
    (tool) => {
      expect(effects(`${tool} /dev/sdb1`)).toEqual(['disk.destroy ']);
    },
  );

  test('options where a command should stand are those of a container that is started without one', () => {
    expect(effects('docker run image --reboot')).toEqual(['container.run ']);
    expect(effects('docker run image -- --reboot')).toEqual(['container.run ']);
  });

  test('a dry run of a file system', () => {
    expect(effects('mkfs.ntfs --no-action /dev/sdb1')).toEqual(['inspect ']);
  });

  test('install -b, docker cp -a, npm audit --package-lock-only', () => {
    expect(effects('install -b /etc/hosts x')).toEqual(['file.read /etc/hosts', 'file.write x']);
    expect(effects('docker cp -a ~/.ssh/id_ed25519 box:/')).toContain('file.read ~/.ssh/id_ed25519');
    expect(effects('npm audit --package-lock-only fix')).toEqual(effects('npm audit fix'));
  });

  test('an option whose value is only ever attached', () => {
    expect(effects('make --debug -f other.mk')).toEqual(effects('make -f other.mk'));
    expect(effects('git branch --sort=refname topic')).toEqual(effects('git branch topic'));
    expect(effects('git branch -v topic')).toEqual(effects('git branch topic'));
    expect(effects('git tag --sort=refname v1')).toEqual(effects('git tag v1'));
    expect(effects('git branch --sort=refname')).toEqual(effects('git branch'));
    expect(effects('git branch --column topic')).toEqual(effects('git branch --column=always topic'));
  });
});

describe('an option with a value takes the next word', () => {
  test.each(['docker', 'podman'])('%s run --cap-drop does not hide the options behind it', (tool) => {
    expect(effects(`${tool} run --cap-drop ALL --privileged image sh`)).toEqual(
      effects(`${tool} run --cap-drop=ALL --privileged image sh`),
    );
    expect(effects(`${tool} run --cap-drop ALL --privileged image sh`)).toContainEqual(
      expect.stringContaining('container.escape'),
    );
  });

  test.each([
    'cut -d , -f 1',
    'paste -d ,',
    'fold -w 9',
    'fmt -p x',
    'od -t x1',
    'hexdump -e x',
    'hexyl -c 9',
    'join -t ,',
  ])('%s', (tool) => {
    expect(effects(`${tool} notes`)).toEqual(['file.read notes']);
  });

  test.each([
    'strace -e trace=file',
    'perf record -F 99',
    'xvfb-run -s x',
    'daemonize -u ada',
    'systemd-run --on-boot 5',
  ])('%s reboot', (wrapper) => {
    expect(effects(`${wrapper} reboot`)).toContainEqual(expect.stringContaining('system.shutdown'));
  });

  test('sftp -B, tmux popup -h, fnm exec --arch', () => {
    expect(effects('sftp -B 99 host')).toContain('network.login host');
    expect(effects(`tmux popup -h 9 'reboot'`)).toContainEqual(expect.stringContaining('system.shutdown'));
    expect(effects('fnm exec --arch x64 20 reboot')).toContainEqual(expect.stringContaining('system.shutdown'));
  });

  test("ptx's second operand is written in its traditional form alone", () => {
    expect(effects('ptx a b')).toEqual(['file.read a', 'file.read b']);
    expect(effects('ptx -G a b')).toEqual(['file.read a', 'file.write b']);
  });
});
