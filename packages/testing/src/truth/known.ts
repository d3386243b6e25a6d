/** Disagreements that are as they should be, each with the reason. One that no longer happens is an error as well. */
import type { Fault, Kind } from './compare.ts';

export interface Known {
  readonly kind: Kind;
  readonly fault: Fault;
  readonly reason: string;
  readonly commands: readonly string[];
}

export const KNOWN: readonly Known[] = [
  {
    kind: 'execute',
    fault: 'unforeseen',
    reason:
      "A tool that starts a helper of its own, always the same and always from the system: no code of the command line's choosing.",
    commands: [
      'valgrind -q touch by-valgrind.txt',
      'fakeroot -u touch by-fakeroot.txt',
      'flock lock3.file -c "touch by-flock-c.txt"',
      'sdiff -W a.txt b.txt',
      'sdiff -o merged.txt a.txt a.txt',
      'diff3 a.txt b.txt a.txt',
      'tar --create --gzip --file made6.tgz dir',
      'tar -caf made7.tar.gz dir',
      'egrep "a|b" a.txt',
      'tar xzf archive.tar.gz',
      'tar czf made.tgz dir docs',
      'gunzip packed.gz',
      'gunzip -c packed.gz',
      'zcat packed.gz',
      'zgrep fig packed.gz',
      'zdiff packed.gz packed.gz',
      'git clone -q repo cloned',
      'cd repo && git submodule status',
      'git ls-remote http://127.0.0.1:9/r.git',
    ],
  },
  {
    kind: 'change',
    fault: 'unforeseen',
    reason:
      'A copy of what is overwritten stays beside it, under a name made of its own: the same place as the target that was foreseen.',
    commands: [
      'cp --suffix .old -b a.txt b.txt',
      'sed -i.bak s/apple/plum/ a.txt',
      'sed --in-place=.orig -e 1d a.txt b.txt',
      'cp -b a.txt b.txt',
      'cp --backup=numbered a.txt b.txt',
      'mv -b a.txt b.txt',
      'install -b a.txt b.txt',
    ],
  },
  {
    kind: 'change',
    fault: 'unforeseen',
    reason: 'Folders on the way to the target are made with it; they lie above it and were not there.',
    commands: ['mkdir -p made/deep/er', 'install -D a.txt some/where/a.txt'],
  },
  {
    kind: 'change',
    fault: 'unforeseen',
    reason:
      "The new file is empty and its name nobody's choice; core knows that one is made, not that it lies in the temporary folder.",
    commands: ['mktemp --tmpdir in-tmp.XXXXXX', 'mktemp here.XXXXXX', 'mktemp', 'mktemp -d'],
  },
  {
    kind: 'change',
    fault: 'unforeseen',
    reason:
      'A compressor puts the packed form beside the file; core says that the file is moved, which is the same place.',
    commands: [
      'gzip -q a.txt',
      'gzip -S .z a.txt',
      'bzip2 -q a.txt',
      'xz -q a.txt',
      'xz -T 1 a.txt',
      'gzip -nk a.txt',
      'zstd -q -D b.txt a.txt',
      'python3 -m gzip a.txt',
      'gzip a.txt',
      'gzip -k a.txt',
      'gzip -d packed.gz',
      'gunzip packed.gz',
      'bzip2 a.txt',
      'bzip2 -k a.txt',
      'bunzip2 packed.bz2',
      'xz a.txt',
      'xz -k a.txt',
      'unxz packed.xz',
      'zstd -q a.txt',
    ],
  },
  {
    kind: 'delete',
    fault: 'unseen',
    reason: 'A compressor is held to take the file away; here an option keeps it, or the program does by itself.',
    commands: [
      'gzip -k a.txt',
      'gzip -nk a.txt',
      'bzip2 -k a.txt',
      'xz -k a.txt',
      'zstd -q a.txt',
      'zstd -q -D b.txt a.txt',
      'python3 -m gzip a.txt',
    ],
  },
  {
    kind: 'change',
    fault: 'unseen',
    reason: 'There was nothing to do: the option that forbids it, an answer that is no, or a file that is not there.',
    commands: [
      'touch -c absent.txt',
      'cp -n a.txt b.txt',
      'mv -n a.txt b.txt',
      'rm -f absent.log',
      'rm -i old.log < /dev/null',
    ],
  },
  {
    kind: 'delete',
    fault: 'unseen',
    reason: 'There was nothing to do: the option that forbids it, an answer that is no, or a file that is not there.',
    commands: ['mv -n a.txt b.txt', 'rm -f absent.log', 'rm -i old.log < /dev/null'],
  },
  {
    kind: 'delete',
    fault: 'unseen',
    reason: 'What the file held is overwritten beyond recovery; only its name stays.',
    commands: ['shred -n 1 old.log'],
  },
  {
    kind: 'change',
    fault: 'unseen',
    reason: 'An editor may write with any command on its input, and this one only printed.',
    commands: ['ed -s a.txt <<< ",p"'],
  },
  {
    kind: 'change',
    fault: 'unforeseen',
    reason: 'A database is one file here, and core states what becomes of its tables (`database.add`).',
    commands: ['sqlite3 made.db "create table t (x)"'],
  },
  {
    kind: 'network',
    fault: 'unseen',
    reason: 'A client of a database is held to talk to a server; this one has the database in a file.',
    commands: ['sqlite3 made.db "create table t (x)"'],
  },
  {
    kind: 'change',
    fault: 'unforeseen',
    reason: 'Keys are stated as such (`secret.change`), which is asked about wherever they are put.',
    commands: ['ssh-keygen -q -t ed25519 -N "" -f key'],
  },
  {
    kind: 'change',
    fault: 'unforeseen',
    reason: 'Git notes in its index when it last looked at files; nothing that the repository holds changes.',
    commands: ['git -C repo status'],
  },
  {
    kind: 'delete',
    fault: 'unseen',
    reason: 'Nothing was uncommitted, so nothing was lost.',
    commands: ['cd repo && git reset -q --hard HEAD~1', 'cd repo && git restore --source HEAD~1 tracked.txt'],
  },
  {
    kind: 'delete',
    fault: 'unforeseen',
    reason:
      'Git keeps what it takes out of the tree or the list of names, and core says that it can undo this (`vcs.change`).',
    commands: [
      'cd repo && git rm -q tracked.txt',
      'cd repo && git mv tracked.txt renamed.txt',
      'cd repo && git stash -q -u',
      'cd repo && git branch -D feature',
      'cd repo && git tag -d v1',
      'cd repo && git gc -q',
    ],
  },
  {
    kind: 'change',
    fault: 'unforeseen',
    reason: "Settings of the user are stated as such (`config.change`); where they lie is Git's affair.",
    commands: ['git config --global alias.st status'],
  },
  {
    kind: 'network',
    fault: 'unseen',
    reason: 'Whether the operand of `git clone` is a folder or a name of a remote is for Git to find out.',
    commands: ['git clone -q repo cloned'],
  },
  {
    kind: 'change',
    fault: 'unseen',
    reason: 'The connection was refused, so there was nothing to write.',
    commands: [
      'curl -s -O http://127.0.0.1:9/x',
      'curl -sLo out/fetched http://127.0.0.1:9/x',
      'curl -s -o fetched.html http://127.0.0.1:9/',
      'wget -q -T 1 -t 1 http://127.0.0.1:9/x',
    ],
  },
  {
    kind: 'change',
    fault: 'unseen',
    reason: 'No file: bash takes the path for a connection, and core sees both.',
    commands: ['echo hi > /dev/tcp/127.0.0.1/9'],
  },
  {
    kind: 'change',
    fault: 'unseen',
    reason: 'It needs a terminal of its own, and the throw-away tree has none.',
    commands: ['script -q -c "touch by-script.txt" typescript'],
  },
];
