/** Checksums, encodings, hex views and object files. */
import type { Family } from '../vocabulary/spec.ts';

export const binaries: Family = {
  'md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum sum gmd5sum gsha1sum gsha224sum gsha256sum gsha384sum gsha512sum gb2sum gcksum gsum md5 sha1 sha224 sha256 sha384 sha512 rmd160 shasum crc32 xxhsum xxh32sum xxh64sum xxh128sum ssdeep sha3sum hashalot sdhash shake256sum':
    'file.read',
  b3sum: { operands: 'file.read*', values: { '-l --length --num-threads --seek': 'text' } },
  cksfv: 'file.read',
  'base64 base32 basenc gbase64 gbase32 gbasenc base58 base91 ascii85 basez base16': {
    operands: 'file.read*',
    values: { '-w --wrap -b --break': 'text', '-o --output': 'file.write', '-i --input': 'file.read' },
    decodes: true,
  },
  'xxd tinyxxd': {
    operands: ['file.read', 'file.write?'],
    values: { '-c --cols -g -groupsize -l -len -o -s -seek -n -name -R': 'text' },
    decodes: true,
  },
  'od god': {
    operands: 'file.read*',
    values: { '-A --address-radix -j --skip-bytes -N --read-bytes -S -t --format': 'text' },
  },
  hexdump: {
    operands: 'file.read*',
    values: { '-e --format -n --length -s --skip': 'text', '-f --format-file': 'file.read' },
  },
  'hexyl heksa hexd hextazy': {
    operands: 'file.read*',
    values: {
      '-n --length --bytes -c -s --skip --block-size -o --display-offset --panels -g --group-size --border --color -b --base --terminal-width --character-table':
        'text',
    },
  },
  bvi: { operands: 'file.write*', values: { '-c': 'code.inline', '-f': 'file.run', '-s -e -n': 'text' } },
  'hexedit bless ghex okteta wxhexeditor dhex ht hte hexer imhex fhex': 'file.write',
  'file gfile enry mimetype trid': {
    operands: 'file.list*',
    values: { '-f --files-from -m --magic-file': 'file.read', '-F --separator -e --exclude -P --parameter': 'text' },
  },
  'readelf eu-readelf llvm-readelf llvm-readobj greadelf': {
    operands: 'file.read*',
    values: { '-p --string-dump -x --hex-dump -R --relocated-dump -j --section': 'text' },
  },
  'nm gnm eu-nm llvm-nm': {
    operands: 'file.read*',
    values: { '--plugin': 'code.load', '-f --format -t --radix --target --ifunc-chars': 'text' },
  },
  'objdump gobjdump eu-objdump llvm-objdump': {
    operands: 'file.read*',
    values: {
      '--plugin': 'code.load',
      '-b --target -j --section -m --architecture -M --disassembler-options --start-address --stop-address --adjust-vma --prefix --prefix-strip --insn-width --disassemble-symbols':
        'text',
    },
  },
  'size gsize llvm-size': { operands: 'file.read*', values: { '--format --radix --target': 'text' } },
  'addr2line llvm-addr2line c++filt llvm-cxxfilt': {
    operands: 'text*',
    does: 'inspect',
    values: { '-e --exe': 'file.read', '-b --target -j --section -s --format': 'text' },
  },
  'eu-elflint pahole elfdump lddtree dwarfdump llvm-dwarfdump dumpelf scanelf hardening-check bloaty readpe pescan pedis pestr pehash peldd ofs2rva rva2ofs abidiff abidw':
    { operands: 'file.read*', values: { '--plugin': 'code.load', '--out-file': 'file.write' } },
  'otool dyldinfo symbols atos': { operands: 'file.read*', values: { '-o': 'file.read', '-l -arch -p -s': 'text' } },
  lipo: {
    style: 'long',
    operands: 'file.read*',
    values: {
      '-output': 'file.write',
      '-o': 'file.write',
      '-thin -extract -remove -extract_family -segalign -arch': 'text',
      '-replace': 'text',
    },
    flags: { '-info -detailed_info -archs -create': {} },
  },
  // Some loaders run the program to ask it.
  ldd: { operands: { every: { else: 'file.run', dynamic: 'file.read' } } },
  'strip gstrip eu-strip llvm-strip objcopy gobjcopy llvm-objcopy eu-elfcompress elfedit chrpath prelink upx sstrip dsymutil install_name_tool':
    {
      operands: 'file.write*',
      values: {
        '-o --output -output -O': 'file.write',
        '-R --remove-section -j --only-section -K --keep-symbol -N --strip-symbol -I -B -F --target --output-target --set-section-flags --rename-section':
          'text',
        '--add-section --update-section --add-gnu-debuglink --dump-section': 'text',
        '-r --replace -change -id -add_rpath -delete_rpath -rpath': 'text',
      },
      flags: { '-t --test -l --list': { turns: { 'file.write': 'file.read' } } },
    },
  patchelf: {
    operands: 'file.write*',
    flags: {
      '--print-interpreter --print-rpath --print-needed --print-soname --print-os-abi --print-execstack': {
        turns: { 'file.write': 'file.read' },
      },
    },
    values: {
      '--set-rpath --add-rpath --set-interpreter --add-needed --replace-needed': 'code.hook',
      '--remove-needed --set-soname --page-size --clear-symbol-version --output': 'text',
    },
  },
  'extundelete ext4magic sleuthkit': {
    operands: 'file.read*',
    flags: { '-e --extract -M': 'file.create', '-D --dd': 'file.create' },
    values: {
      '-o --output -d --directory /d': 'file.create',
      '-c --config -i': 'file.read',
      '-t -y --include -x -w -W -l -f -b --offset --length': 'text',
    },
  },
  'radare2 r2 rizin rz': {
    operands: 'file.read*',
    flags: { '-w': 'file.write', '-d': 'process.trace', '-n -A -q -0': {} },
    values: { '-c -C': 'code.inline', '-i -I': 'file.run', '-a -b -e -p -s -B -k -m': 'text', '-R': 'code.hook' },
  },
  'rasm2 rahash2 radiff2 rafind2 rax2 capstone cstool': 'inspect',
  ragg2: {
    does: 'build',
    operands: 'file.read*',
    flags: { '-x': 'code.inline' },
    values: { '-o': 'file.write', '-a -b -c -e -i -k -n -P -p -r': 'text' },
  },
  'pwninit capa floss': {
    operands: 'file.read*',
    values: {
      '-o --output': 'file.write',
      '--file -f': 'file.read',
      '--search --chain --type -a -b -r --binary': 'text',
    },
  },
  id3info: {
    operands: 'file.read*',
    flags: { '-de -purejpg -dt -autorot -D --delete-all -d': { turns: { 'file.read': 'file.write' } } },
    values: { '-a -A -t -T -g -y -c --artist --album --song -l -n': 'text', '-cmd': 'source.shell' },
  },
  'rabin2 rz-bin': {
    operands: 'file.read*',
    flags: { '-x': 'file.create' },
    values: { '-O -o': 'file.write', '-a -b -B -D -k -m -n -N -P -T': 'text' },
  },
  rhash: {
    operands: 'file.read*',
    flags: { '--torrent -U --update': 'file.create' },
    values: { '-o --output -l --log': 'file.write', '-p --printf --template -e --path-separator -t --openssl': 'text' },
  },
  'md5deep sha1deep sha256deep hashdeep whirlpooldeep tigerdeep': {
    operands: 'file.read*',
    values: { '-W': 'file.write', '-k -m -M -x -X -f': 'file.read', '-c -i -I -p -j -o -F': 'text' },
  },
  cfv: {
    operands: 'file.read*',
    flags: { '-C': 'file.create' },
    values: { '-f': 'file.write', '-t -p -z -s': 'text' },
  },
  jacksum: { operands: 'file.read*', values: { '-o -O -u -U': 'file.write', '-a -e -E -F -s -q -t -w -c': 'text' } },
  tlsh: { operands: 'file.read*', values: { '-o': 'file.write', '-f -c -l -r -d': 'file.read' } },
};
