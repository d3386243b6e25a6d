/** PDF, PostScript, office files, fonts, optical character recognition. */
import type { Family } from '../vocabulary/spec.ts';

const POPPLER_TEXT =
  '-f -l -r -rx -ry -x -y -W -H -scale-to -scale-to-y -opw -upw -enc -eol -fixed -colspacing -jpegopt -tiffcompression -icc -paper -paperw -paperh -sep -n';
const QPDF_TEXT =
  '--password --password-mode --min-version --force-version --object-streams --stream-data --compress-streams --decode-level --compression-level --rotate --collate --split-pages --remove-attachment --show-object --show-attachment --encryption-file-password --keep-files-open --linearize-pass1 --oi-min-width --oi-min-height --oi-min-area --json-key --json-object --json-stream-data --json-stream-prefix --page-range';

export const documents: Family = {
  'pdftotext pdftohtml pdftoppm pdftocairo pdftops pdfimages pdfseparate pdfdetach': {
    style: 'long',
    operands: ['file.read', 'file.write'],
    bare: 'inspect',
    values: { [POPPLER_TEXT]: 'text', '-o': 'file.write', '-save -savefile': 'text' },
    flags: { '-list': { operands: 'file.read' }, '-stdout': { operands: 'file.read' }, '-saveall': 'file.create' },
  },
  'pdfinfo pdffonts pdfgrep pdftitle diffpdf comparepdf pdfxmeta pdftocgen pdfid peepdf': {
    style: 'long',
    operands: 'file.read*',
    values: { '-f -l -opw -upw -enc -m -A -B -C -e': 'text' },
  },
  pdfunite: { operands: ['file.read*', 'file.write'] },
  pdfattach: { operands: ['file.read', 'file.read', 'file.write'] },
  'pdfjam pdfjoin pdfnup pdfbook pdfbook2 pdfcrop pdf180 pdf270 pdf90 pdfflip pdfpun pdfposter pdfxup krop briss pdfarranger ocrmypdf pdfsizeopt pdfmarks img2pdf':
    {
      operands: 'file.read*',
      does: 'file.create',
      values: {
        '-o --outfile --output': 'file.write',
        '--nup --paper --papersize --margins --suffix --angle -l --language --pagesize -S --imgsize --border --fit --title --output-type --optimize --jobs -j --rotate-pages-threshold --sidecar -m -p':
          'text',
        '--pdftex --preamble': 'code.hook',
      },
    },
  qpdf: {
    operands: ['file.read', 'file.write'],
    flags: {
      '--check --show-npages --show-encryption --show-xref --list-attachments --check-linearization --show-linearization --show-pages --is-encrypted --requires-password --json':
        { operands: 'file.read' },
      '--replace-input': { operands: 'file.write' },
      '--empty': { operands: 'text*' },
    },
    values: { [QPDF_TEXT]: 'text', '--encrypt': { takes: 'text', attached: true } },
  },
  'pdftk pdfcpu cpdf hexapdf mutool sejda-console stapler pdfly': {
    operands: 'text*',
    does: 'file.create',
    commands: { 'info show validate list version': { operands: 'file.read*' } },
    values: { '-o --output': 'file.write', '-F -r -w -h -p -f -m -u': 'text' },
  },
  'sumatrapdf katarakt llpp masterpdfeditor djview4 fbreader bookworm epr epy baca': {
    does: 'desktop.act',
    operands: 'file.read*',
    style: 'long',
    values: {
      '-p -P -page -w -z -f -fullscreen -pw -r -C -i -page-label -find': 'text',
      '-x -synctex-editor-command -exec': 'code.hook',
      '-c -config-dir -d -l -plugins-dir': 'text',
    },
  },
  'gs ghostscript': {
    style: 'long',
    // PostScript is a language: without -dSAFER a document may run programs.
    operands: 'file.read*',
    flags: { '-dNOSAFER': 'code.hook', '-h -v -?': { only: true } },
    values: {
      '-o': { '|* %pipe%*': 'code.hook', '- %stdout': 'text', else: 'file.write' },
      '-sOutputFile': { '|* %pipe%* *%pipe%*': 'code.hook', '- %stdout /dev/null': 'text', else: 'file.write' },
      '-c': 'code.inline',
      '-sDEVICE -sPAPERSIZE -sColorConversionStrategy -sProcessColorModel -sPDFPassword -sOwnerPassword -sUserPassword -sFONTPATH -dPDFSETTINGS -dCompatibilityLevel -dFirstPage -dLastPage -g -r -dTextAlphaBits -dGraphicsAlphaBits':
        { takes: 'text', attached: true },
      '-f': 'file.read',
      '-I': 'code.load',
    },
  },
  'ps2pdf ps2pdf12 ps2pdf13 ps2pdf14 pdf2ps ps2ps ps2ps2 eps2eps pdf2dsc ps2ascii ps2epsi epstopdf eps2pdf pdf2svg dvipdf dvipdfm dvipdfmx dvips dvisvgm pdf2djvu djvups djvutxt pstopnm psutils psbook psnup psresize psselect pstops psmerge bibtex2html mpage paps wv html2ps rtf2latex2e chm2pdf dbview txt2pdf':
    {
      operands: ['file.read', 'file.write'],
      values: {
        '-o --output -p': 'file.write',
        '-f -F -b -B -c -l -M -m -n -r -s -S -t -T -w -W -L -H -j -D -d -P -x -O --title --header --footer --font --medium --columns --pages --margins':
          'text',
      },
    },
  'lowriter localc loimpress lodraw loffice libreoffice soffice libreoffice7 soffice.bin unoconv unoconvert openoffice onlyoffice-desktopeditors':
    {
      does: 'desktop.act',
      operands: ['file.read*'],
      style: 'long',
      flags: { '-h -help -version': { only: true }, '-print-to-file': 'file.create' },
      values: {
        '-outdir -o': 'file.write',
        '-convert-to -infilter -printer-name -pt -f -e -format': 'text',
        '-accept': { takes: 'text', does: 'network.listen-raw', attached: true },
        '-env': { takes: 'text', attached: true },
      },
    },
  typst: {
    values: { '--root --font-path --color --cert': 'text' },
    commands: {
      'compile c watch w': {
        does: 'file.create',
        operands: ['file.read', 'file.write?'],
        values: { '--root --font-path -f --format --input --pages --ppi': 'text' },
      },
      'query eval fonts info help': { operands: 'file.read*' },
      init: { does: ['network.fetch', 'file.create'], operands: 'text*' },
      update: 'package.install-system',
    },
  },
  'ssconvert gnumeric abiword xlsx2csv csv2xlsx docx2pdf doc2pdf docto wkhtmltopdf wkhtmltoimage weasyprint prince pagedjs-cli electron-pdf markdown-pdf md-to-pdf html-pdf gotenberg mdpdf marp slidev reveal-md':
    {
      operands: ['file.read', 'file.write'],
      commands: {
        'compile c watch w init': { operands: ['file.read', 'file.write'] },
        'fonts query': { operands: 'file.read' },
        'build export dev serve': 'code.project',
      },
      values: {
        '-o --output --to': 'file.write',
        '-T --export-type -I --import-type -O --export-options -s --sheet -f --format -d --delimiter --page-size --orientation --margin-top --margin-bottom --margin-left --margin-right --header-html --footer-html --title --zoom --javascript-delay --window-status -e --stylesheet -b --base-url -m --media-type --root --font-path --theme --port -p':
          'text',
        '--run-script': 'code.inline',
      },
    },
  'tesseract cuneiform gocr ocrad easyocr paddleocr kraken': {
    operands: ['file.read', 'file.write'],
    values: {
      '-l --psm --oem -c --tessdata-dir --user-words --user-patterns --dpi --loglevel -f -o -i -s -m -C -e': 'text',
    },
    flags: { '--list-langs --print-parameters': { only: true } },
  },
  'ebook-convert ebook-polish kindlegen ebook-edit epubcheck kepubify mobi_unpack lrf2lrs lrfviewer ebook-meta fetch-ebook-metadata web2disk':
    {
      operands: ['file.read', 'file.write'],
      values: { '--title --authors --cover --language --output-profile --input-profile --isbn -o -t -a -c -l': 'text' },
      flags: { '-p --permissions --to-opf': {} },
    },
  calibredb: {
    bare: 'inspect',
    commands: {
      'list search show_metadata list_categories check_library fts_search': { does: 'inspect', operands: 'text*' },
      'add add_format set_metadata set_custom add_custom_column clone embed_metadata backup_metadata restore_database fts_index saved_searches':
        { does: 'config.change', operands: 'file.read*' },
      'remove remove_format remove_custom_column': 'remote.delete',
      export: { does: 'file.create', operands: 'text*', values: { '--to-dir': 'file.write' } },
      catalog: { operands: 'file.write' },
    },
    values: {
      '--with-library --library-path --username --password -f --fields --separator --sort-by -s -w -i --ids': 'text',
    },
  },
  'calibre-server calibre-debug': {
    does: 'network.listen',
    operands: 'text*',
    values: { '-c --command -e --exec-file': 'code.inline', '--port': 'text' },
  },
  'fc-validate fc-conflist otfinfo ttfdump ftdump showttf': {
    does: 'inspect',
    operands: 'text*',
    values: { '-f --format -s -a': 'text' },
  },
  texhash: 'cache.clear',
  'ttx pyftsubset fontforge fonttools woff2_compress woff2_decompress sfnt2woff ttf2eot ttfautohint otf2ttf': {
    operands: 'file.read*',
    does: 'file.create',
    values: {
      '-o --output-file': 'file.write',
      '-d -t -x -s --text --unicodes --flavor --layout-features': 'text',
      '-c -script': 'code.inline',
      '-lang': 'text',
    },
  },
  'qpdf-zopfli fix-qdf': { style: 'long', does: 'inspect', flags: { '-compress -uncompress': {} }, decodes: true },
  'xournalpp xournal scribus pdfedit lyx texmaker texstudio focuswriter ghostwriter manuskript zotero jabref mendeley gnucash calligrawords calligrasheets kmymoney homebank dia freecad librecad qcad kicad projectlibre':
    { does: 'desktop.act', operands: 'file.read*', values: { '-c --console -P': 'text' } },
  pdfx: { operands: ['file.read'], values: { '-d --download-pdfs': 'file.create', '-o --output-file': 'file.write' } },
  pdfsig: {
    operands: ['file.read', 'file.write?'],
    values: { '-nss-pwd -nssdir -nick -kpw -digest -reason -backend -opw -upw': 'text' },
    style: 'long',
  },
  'pdf-parser': {
    operands: 'file.read*',
    values: {
      '-d --dump -x --extract': 'file.write',
      '-s --search -o --object -r --reference -e --elements -t --type -y --yara': 'text',
    },
  },
};
