/** Archives and compression. */
import type { Family } from '../vocabulary/spec.ts';

/** Only lists or prints: nothing is unpacked. */
const LOOK = { turns: { 'file.unpack': 'inspect' } } as const;

/** `gzip FILE` replaces FILE by FILE.gz, and overwrites nothing unless it is forced to. */
const SHRINK = { operands: 'file.move*' } as const;
const TO_STDOUT = { turns: { 'file.move': 'file.read' } } as const;

/** Options of compressors under which the file itself stays as it is, or another may be lost. */
const IN_PLACE = {
  '-c --stdout --to-stdout -t --test -l --list': TO_STDOUT,
  '-f --force': { turns: { 'file.move': 'file.write' } },
} as const;

const UNPACK = { operands: ['file.read', 'text*'], does: 'file.unpack' } as const;

export const archives: Family = {
  'tar gtar gnutar bsdtar star ptar': {
    bundle: true,
    operands: 'text*',
    flags: {
      '-c --create -r --append -u --update -A --catenate --concatenate': { operands: 'file.read*' },
      '-x --extract --get': {
        does: 'file.unpack',
        operands: 'text*',
        turns: { 'transfer.to': 'transfer.from', directory: 'file.unpack' },
      },
      '-t --list': { operands: 'text*', turns: { 'transfer.to': 'transfer.from' } },
      '-d --diff --compare': { operands: 'file.list*', turns: { 'transfer.to': 'transfer.from' } },
      '--delete': { operands: 'text*' },
      '-O --to-stdout': LOOK,
      '--remove-files': { turns: { 'file.read': 'file.delete-tree' } },
      '-P --absolute-names --absolute-paths': 'file.write',
    },
    values: {
      '-f --file': 'transfer.to',
      '-C --directory --cd': 'directory',
      '-I --use-compress-program': 'command-text',
      '--to-command': 'source.shell',
      '--checkpoint-action': { 'exec=*': 'code.hook', else: 'text' },
      '-F --info-script --new-volume-script --rsh-command --rmt-command': 'code.hook',
      '-T --files-from -X --exclude-from --exclude-ignore --volno-file': 'file.read',
      '-g --listed-incremental --index-file': 'file.write',
      '-b --blocking-factor -H --format -V --label -N --newer --after-date --newer-mtime -K --starting-file -L --tape-length --record-size':
        'text',
      '--exclude --exclude-tag --exclude-caches --owner --group --mode --mtime --transform --xform --strip-components --strip --sort --suffix --pax-option --warning --quoting-style --occurrence --level --owner-map --group-map --hole-detection --options --passphrase --uid --gid --uname --gname --include':
        'text',
      '--one-top-level --checkpoint --backup --totals': { takes: 'text', attached: true },
    },
  },
  zip: {
    operands: ['file.write', 'file.read*'],
    flags: {
      '-m --move': { turns: { 'file.read': 'file.delete-tree' } },
      '-d --delete': { operands: ['file.write', 'text*'] },
      '-sf --show-files': { only: true },
    },
    values: {
      '-TT --unzip-command': 'source.shell',
      '-O --output-file --out': 'file.write',
      '-lf --logfile-path': 'file.write',
      '-b --temp-path -n --suffixes -P --password -t --from-date -tt --before-date -s --split-size -Z --compression-method -x --exclude -i --include -R':
        'text',
    },
  },
  'unzip funzip': {
    ...UNPACK,
    flags: { '-l -v -t -z -Z -p -c': LOOK, '-h -hh': { only: true } },
    values: { '-d': 'file.unpack', '-P -O -I': 'text', '-x': 'text' },
  },
  'zipinfo zipdetails lsar zipcmp': 'file.read',
  'zipsplit zipnote zipcloak zipmerge zipalign': { operands: 'file.write*', values: { '-b -n': 'text' } },
  '7z 7za 7zr 7zz p7zip': {
    operands: 'text*',
    flags: { '-sdel': { turns: { 'file.read': 'file.delete-tree' } } },
    values: {
      '-o': { takes: 'file.unpack', attached: true },
      '-s': { takes: 'text', attached: true },
      '-p -m -t -x -i -v -w -r -a -y -b': { takes: 'text', attached: true },
    },
    commands: {
      'a u': { operands: ['file.write', 'file.read*'] },
      'd rn': { operands: ['file.write', 'text*'] },
      'x e': { operands: ['file.read', 'text*'], does: 'file.unpack' },
      'l t h': { operands: ['file.read*'] },
      'b i': 'inspect',
    },
  },
  rar: {
    operands: 'text*',
    commands: {
      'a u f m mf': {
        operands: ['file.write', 'file.read*'],
        flags: { '-df -dw': { turns: { 'file.read': 'file.delete-tree' } } },
        values: { '-p -hp -v -m -x': { takes: 'text', attached: true } },
      },
      'd rn c k rr s ch': { operands: ['file.write', 'text*'] },
      'x e': { operands: ['file.read', 'text*'], does: 'file.unpack' },
      'l lt lb v vt t p': { operands: 'file.read*' },
    },
  },
  'unrar unrar-free': {
    operands: 'text*',
    commands: {
      'x e': { operands: ['file.read', 'text*'], does: 'file.unpack' },
      'l lt lb v vt t p': { operands: 'file.read*' },
    },
  },
  'unar unace unarj unlzx unshield cabextract lhasa lha dtrx atool aunpack unp ouch patool innoextract unblob undmg unalz unmo3':
    {
      operands: 'file.read*',
      does: 'file.unpack',
      flags: { '-l --list -t --test --print': LOOK },
      values: {
        '-o --output-directory --outdir -d --dir --output --directory': 'file.unpack',
        '-e -p -password --password -F --filter --format -E -X': 'text',
      },
      commands: {
        'decompress d x': { operands: 'file.read*', does: 'file.unpack', values: { '-d --dir': 'file.unpack' } },
        'compress c a': { operands: ['file.read*', 'file.write'] },
        'list l ls': 'file.read',
      },
    },
  'acat als adiff apack arepack': { operands: ['file.write', 'file.read*'], values: { '-F --format': 'text' } },
  'ar gar llvm-ar': {
    bundle: true,
    operands: ['file.write', 'file.read*'],
    flags: {
      // A member, or how many of a name, stands before the archive.
      '-a -b -i -N': { operands: ['text', 'file.write', 'file.read*'] },
      '-t -p': { operands: ['file.read', 'text*'] },
      '-x': { does: 'file.create', operands: ['file.read', 'text*'] },
      '-d -m': { operands: ['file.write', 'text*'] },
    },
    values: { '--plugin': 'code.load', '--output': 'file.create', '--target': 'text' },
  },
  'gzip ggzip gunzip ggunzip pigz unpigz': {
    ...SHRINK,
    flags: IN_PLACE,
    values: {
      '-S --suffix -b --blocksize -p --processes -I --iterations -J --maxsplits -C --comment -A --alias': 'text',
    },
  },
  'bzip2 bunzip2 bzip3 bunzip3 pbzip2 pbunzip2 lbzip2 lbunzip2 znew gzexe zopfli zlib-flate': {
    ...SHRINK,
    flags: IN_PLACE,
    values: { '-n': 'text' },
  },
  'compress uncompress': { ...SHRINK, flags: IN_PLACE, values: { '-b': 'text' } },
  'xz unxz pixz lzma unlzma xzdec lzmadec': {
    ...SHRINK,
    flags: IN_PLACE,
    values: {
      '-o': { takes: 'file.write', operands: 'file.read*' },
      '-S --suffix -F --format -C --check -T --threads -M --memlimit --memory --memlimit-compress --memlimit-decompress --memlimit-mt-decompress --block-size --block-list --flush-timeout --filters':
        'text',
    },
  },
  'zstd zstdmt pzstd unzstd': {
    ...SHRINK,
    flags: { ...IN_PLACE, '--rm': 'file.delete' },
    values: {
      '-o --output-dir-flat --output-dir-mirror': { takes: 'file.write', operands: 'file.read*' },
      '-D --patch-from --filelist': 'file.read',
      '-p': 'text',
    },
  },
  'brotli unbrotli': {
    ...SHRINK,
    flags: { ...IN_PLACE, '-j --rm': 'file.delete' },
    values: {
      '-o --output': { takes: 'file.write', operands: 'file.read*' },
      '-D --dictionary': 'file.read',
      '-q --quality -w --lgwin -S --suffix': 'text',
    },
  },
  'lz4 unlz4 lz4c': { ...SHRINK, flags: { ...IN_PLACE, '--rm': 'file.delete' }, values: { '-D': 'file.read' } },
  'lzip plzip lunzip lzop lzopunpack lrzip lrunzip rzip snzip': {
    ...SHRINK,
    flags: IN_PLACE,
    values: {
      '-o --output --outfile -O --outdir': { takes: 'file.write', operands: 'file.read*' },
      '-S --suffix --volume-size -b --member-size -m --match-length --maxram -s --dictionary-size -B --data-size -n --threads -w --window -N --nice-level -L --level':
        'text',
    },
  },
  'zcat gzcat bzcat bz2cat xzcat lzcat bz3cat plzcat pcat': 'file.read',
  // The last of `-c`, which they stand for, and `-o` decides.
  'zstdcat lz4cat brcat lrzcat': {
    operands: 'file.read*',
    values: { '-o --output --output-dir-flat --output-dir-mirror -O --outdir': 'file.write', '-D': 'file.read' },
  },
  'mksquashfs sqfscat sqfstar gensquashfs tar2sqfs': {
    operands: ['file.read', 'file.write', 'text*'],
    values: { '-comp -b -e -processors -Xcompression-level -p -pf -sort -ef': 'text' },
  },
  'unsquashfs rdsquashfs sqfs2tar': {
    ...UNPACK,
    flags: { '-l -ll -lls -lln -s -stat -cat': LOOK },
    values: { '-d -dest -D': 'file.unpack', '-p -e -f': 'text' },
  },
  'genisoimage mkisofs xorriso xorrisofs geteltorito isoinfo iso-info iso-read isohybrid': {
    operands: 'file.read*',
    values: {
      '-o --output -outdev -dev': 'file.write',
      '-indev -i --input -sort -exclude-list -x': 'file.read',
      '-V -volid -A -p -publisher -b -c -eltorito-boot -as -m -boot-load-size -isohybrid-mbr': 'text',
    },
  },
  'shar gshar makeself': {
    operands: 'file.read*',
    does: 'file.create',
    values: { '-o --output-prefix': 'file.write', '-n -s': 'text' },
  },
  'unshar uudecode guudecode': {
    operands: 'file.read*',
    does: 'file.create',
    values: { '-o --output-file': 'file.write', '-d': 'directory' },
    decodes: true,
  },
  'uuencode guuencode b64encode': { operands: ['file.read?', 'text'] },
  b64decode: { operands: 'file.read*', values: { '-o': 'file.write' }, decodes: true },
  'advzip advmng': { operands: 'file.write*' },
  'xar pax': {
    operands: 'text*',
    flags: {
      '-c -w': { operands: 'file.read*' },
      '-x -r': { does: 'file.create', operands: 'text*' },
      '-t': 'inspect',
    },
    values: { '-f': 'file.write', '-C': 'directory', '-s -b -p -U -G -o': 'text' },
  },
  'par2 par2create par2verify par2repair': {
    operands: 'file.write*',
    commands: {
      'create c': { operands: ['file.write', 'file.read*'] },
      'verify v': 'file.read',
      'repair r': 'file.write',
    },
  },
  ziptool: { operands: ['file.write', 'text*'] },
};
