/** Documentation, typesetting and static sites. Typesetting can run programs where it is told to. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

const TEX: CommandSpec = {
  style: 'long',
  does: 'build',
  operands: [
    { '*write18* *ShellEscape* *directlua*': 'code.inline', '\\* &*': 'source.other', else: 'file.read' },
    'text*',
  ],
  flags: {
    '-shell-escape -enable-write18 --enable-shell-escape': 'code.hook',
    '-no-shell-escape -shell-restricted -draftmode -halt-on-error -recorder': 'inspect',
  },
  values: {
    '-output-directory -aux-directory': 'file.write',
    '-jobname -interaction -fmt -progname -output-format -synctex -src-specials -kpathsea-debug -cnf-line': 'text',
    '-lua': 'file.run',
  },
};
const SITE: CommandSpec = {
  does: 'build',
  operands: 'text*',
  values: {
    '-d --destination --site-dir --output-dir -o --outdir': 'file.write',
    '-s --source -c --config --config-file --contentDir -b --baseURL --base-url -t --theme -e --environment -p --port -a --dev-addr -H --host --bind -f --cacheDir -D --themesDir -l --layoutDir':
      'text',
  },
  commands: {
    'version env help list config doctor docs info stats get-deps': 'inspect',
    'server serve s livereload watch': 'network.listen',
    'build b generate': { does: 'build', operands: 'text*' },
    'new init create add scaffold': { does: 'file.create', operands: 'text*' },
    clean: 'cache.clear',
    'mod module package': { does: 'package.install', operands: 'text*' },
    'deploy gh-deploy publish d g': { does: 'vcs.push', operands: 'text*' },
    'convert gen import': { does: 'build', operands: 'text*' },
  },
};

export const documentation: Family = {
  'latex pdflatex lualatex xelatex tex pdftex luatex xetex etex platex uplatex dvilualatex pdflatex-dev luahbtex initex eplain amstex cslatex jadetex xmltex ptex uptex lollipop':
    TEX,
  'latexmk arara rubber tectonic texfot': {
    does: 'build',
    operands: 'file.read*',
    style: 'long',
    flags: { '-shell-escape': 'code.hook', '-c -C -CA -ca': 'cache.clear' },
    values: {
      '-e': 'source.perl',
      '-r': 'file.run',
      '-outdir -output-directory -auxdir -o --outdir': 'file.write',
      '-pdflatex -latex -lualatex -xelatex': { takes: 'code.hook', attached: true },
      '-jobname -Z': 'text',
      '-W -X': 'text',
    },
    commands: {
      'build watch compile': 'build',
      new: { bare: 'file.create', operands: 'file.create*' },
      bundle: 'inspect',
    },
  },
  'context mtxrun texexec': { does: 'build', operands: 'file.run*' },
  'bibtex biber bibtex8 makeindex xindy makeglossaries xdvipdfmx dvipng pstoedit latexdiff latexpand tex4ht htlatex make4ht tex2lyx latex2html latex2rtf chktex lacheck mktexlsr texcount detex untex opendetex gladtex ps2eps jpeg2ps mpost mf mft tangle weave ctangle cweave noweb notangle':
    {
      does: 'build',
      operands: 'file.read*',
      flags: { '--shell-escape -shell-escape': 'code.hook', '--restricted': 'inspect' },
      values: {
        '-o --output --outfile --output-file': 'file.write',
        '-t -p -D -T -l -s -R -n --nup --suffix --page --paper --gscmd': 'text',
      },
    },
  'kpsewhich kpsepath texdoc texdoctk': 'inspect',
  'texconfig texconfig-sys fmtutil fmtutil-sys updmap updmap-sys': { does: 'config.change' },
  pandoc: {
    operands: 'file.read*',
    flags: {
      '-v -h --list-input-formats --list-output-formats --list-highlight-styles': { only: true },
      '--sandbox -s --standalone --toc': 'inspect',
    },
    values: {
      '-o --output': 'file.write',
      '-F --filter': {
        'pandoc-crossref pandoc-citeproc mermaid-filter pandoc-plantuml pandoc-include-code': 'file.run',
        else: 'code.hook',
      },
      '-L --lua-filter': 'file.run',
      '-t -w --to --write -f -r --from --read': { '*.lua': 'file.run', else: 'text' },
      '--pdf-engine': {
        'pdflatex lualatex xelatex latexmk tectonic wkhtmltopdf weasyprint prince pagedjs-cli context groff typst':
          'text',
        else: 'code.hook',
      },
      '--pdf-engine-opt': { '*shell-escape*': 'code.hook', else: 'text' },
      '--template --reference-doc --css -c --bibliography --csl --metadata-file --defaults -d --include-in-header -H --include-before-body -B --include-after-body -A --epub-cover-image --citation-abbreviations --abbreviations --syntax-definition':
        'file.read',
      '--extract-media --log': 'file.write',
      '--data-dir --resource-path -V --variable -M --metadata --toc-depth --columns --wrap --highlight-style --number-offset --top-level-division --dpi --eol --slide-level --id-prefix --title-prefix -T --tab-stop --request-header --shift-heading-level-by --print-highlight-style -D --print-default-template':
        'text',
    },
  },
  'sphinx-build sphinx-autobuild sphinx-apidoc sphinx-quickstart sphinx-multiversion': {
    does: 'code.project',
    operands: ['text', 'file.write', 'text*'],
    values: { '-c': 'file.run', '-b -d -D -A -t -j -w -o': 'text', '--pre-build --post-build': 'source.shell' },
  },
  'doxygen doxywizard': {
    does: 'build',
    operands: 'file.run*',
    flags: { '-g -u -s': { operands: 'file.write*' }, '-v -l': { operands: 'text*' } },
  },
  'asciidoctor asciidoctor-pdf asciidoctor-epub3 asciidoc a2x asciidoctor-revealjs': {
    operands: 'file.read*',
    does: 'build',
    values: {
      '-o --out-file -D --destination-dir': 'file.write',
      '-r --require -T --template-dir -I --load-path --conf-file -f': 'code.load',
      '-b --backend -d --doctype -a --attribute -S --safe-mode -B --base-dir -R --source-dir -E --template-engine':
        'text',
      '--asciidoc-opts --dblatex-opts': 'text',
    },
  },
  'rst2html rst2html5 rst2latex rst2man rst2odt rst2pdf rst2s5 rst2xml docutils markdown markdown_py marked showdown commonmark cmark cmark-gfm multimarkdown kramdown redcarpet rdiscount discount comrak pulldown-cmark lowdown md2man go-md2man ronn ronn-ng scdoc txt2man txt2tags markdown-toc doctoc mdformat markdown-it grip mdx goat vega-lite vl2svg structurizr-cli diagrams':
    {
      operands: 'file.read*',
      values: {
        '-o --output --out -outputdir --outputFile': 'file.write',
        '-t -f --from --to --template --theme -b -c --config -i --input -w -H -s --scale --layout -T -p': 'text',
        '--require --plugin --filter -graphvizdot': 'code.load',
      },
    },
  'hugo jekyll mkdocs zola pelican nikola middleman bridgetown nanoc mdbook gitbook honkit antora hyde lektor cobalt gutenberg octopress docsify-cli docfx docpad quarto jupyter-book myst typedoc jsdoc esdoc jsduck yuidoc documentation naturaldocs apidoc aglio raml2html slate great-docs pdoc pdoc3 pydoctor retype ldoc luadoc exdoc ex_doc phpdox sami apigen daux haddock odoc codox javasphinx dartdoc godocdown gomarkdoc jazzy appledoc docc swift-doc sourcedocs':
    SITE,
  'gtroff grops grotty grodvi grohtml gropdf man2html groffer pdfroff pdfmom chem grap': {
    operands: 'file.read*',
    flags: { '-U': 'code.hook', '-S': 'inspect' },
    values: { '-m -T -r -d -o -W -w -F -M -I -K -D -L -P -n': 'text' },
    stdin: 'source.other',
  },
  'texi2any makeinfo texi2dvi texi2pdf install-info texindex': {
    does: 'build',
    operands: 'file.read*',
    values: { '-o --output': 'file.write', '-I -P -D -U -c --command': 'text', '--init-file --conf-dir': 'code.load' },
  },
  'xmlto docbook2man docbook2x-man docbook2html dblatex publican fop xep htmldoc vivliostyle princexml decktape percollate athenapdf lilypond abcm2ps lout sile pdf2htmlEX':
    {
      does: 'build',
      operands: ['file.read*', 'file.write'],
      values: {
        '-o --output -pdf -png': 'file.write',
        '-s --style -x -m -p --stylesheet -e --evaluate': 'text',
        '--with-dblatex --with-fop': 'code.hook',
        '--run-script --enable-plugin --plugin': 'code.load',
        '-c': 'source.python',
        '-I --include -f --format --root --font-path': 'text',
      },
      commands: {
        'compile c': {
          operands: ['file.read', 'file.write?'],
          values: { '--root --font-path --input -f --format --ppi': 'text' },
        },
        'watch w': { operands: ['file.read', 'file.write?'] },
        'fonts query': 'inspect',
        init: { does: 'package.install', operands: 'text*' },
      },
    },
  'pygmentex silicon carbon-now carbon-now-cli freeze code2html aha': {
    operands: 'file.read*',
    values: {
      '-o --output --out -p --out-dir -O --outdir': 'file.write',
      '-x': 'code.hook',
      '-l --language -f --format -S -F --style --theme -t --title -P --printer -d --filter -I': 'text',
      '--load-plugin --plug-in --user-script': 'code.load',
      '--execute': 'source.shell',
    },
  },
  'tldr-lint readability diction hemingway textstat': 'file.read',
};
