/** Pictures, sound, film and PDF: converters read some files and write others. */
import type { Family } from '../spec.ts';

const CONVERT = {
  operands: ['file.read*', 'file.write'],
  values: { '-o --output -out': 'file.write' },
} as const;

export const media: Family = {
  'ffmpeg avconv': {
    style: 'long',
    operands: 'file.write*',
    flags: { '-y -n -hide_banner -nostdin -an -vn -sn -shortest -stats -nostats': {}, '-codecs -formats -encoders -decoders -filters -protocols -pix_fmts -hwaccels -devices -h -L -version -layouts -bsfs': { does: 'inspect', only: true } },
    values: {
      '-i': 'transfer.from',
      '-filter_script -filter_complex_script -attach -fpre -vpre -apre': 'file.read',
      '-passlogfile -report_file -progress -dump_attachment': 'file.write',
      '-f -c -codec -c:v -c:a -c:s -vcodec -acodec -scodec -b -b:v -b:a -ab -vb -crf -preset -tune -profile -profile:v -level -r -s -t -to -ss -sseof -ar -ac -af -vf -filter -filter:v -filter:a -filter_complex -lavfi -map -map_metadata -map_chapters -metadata -movflags -pix_fmt -q -q:v -q:a -qscale -qscale:v -aspect -loop -stream_loop -frames:v -vframes -frames -g -bf -threads -loglevel -v -framerate -video_size -pass -maxrate -minrate -bufsize -disposition -tag -tag:v -bsf -bsf:v -bsf:a -async -vsync -fps_mode -start_number -safe -hwaccel -hwaccel_device -hwaccel_output_format -init_hw_device -itsoffset -vol -segment_time -hls_time -hls_list_size -hls_segment_filename -strict -analyzeduration -probesize -x264-params -x265-params -protocol_whitelist -user_agent -headers -compression_level -reset_timestamps -dn -ch_layout -sample_fmt':
        'text',
    },
  },
  'ffprobe ffplay': { style: 'long', operands: 'file.read*', values: { '-i': 'transfer.from', '-v -loglevel -show_entries -select_streams -of -print_format -f -ss -t -vf -af -x -y -window_title -loop -volume -count_frames -read_intervals': 'text', '-o': 'file.write' } },
  'magick gm': {
    style: 'long',
    operands: ['file.read*', 'file.write'],
    flags: { '-list': { does: 'inspect' } },
    values: {
      '-resize -quality -crop -rotate -geometry -density -depth -format -size -fill -stroke -font -pointsize -gravity -background -blur -sharpen -level -modulate -thumbnail -extent -scale -sample -colorspace -channel -threshold -delay -loop -annotate -draw -border -bordercolor -fuzz -transparent -alpha -type -compress -interlace -define -page -tile -shave -set -opaque -swirl -wave -roll -shadow -gamma -contrast-stretch -colors -dither -virtual-pixel -distort -limit -units -compose -morph -dissolve -splice -chop -tint -colorize -sigmoidal-contrast -unsharp -adaptive-resize -liquid-rescale -label -kerning -weight -strokewidth':
        'text',
      '-write -authenticate': 'file.write',
      '-script': 'file.run',
    },
    commands: { identify: 'file.read', 'mogrify': { style: 'long', operands: 'file.write*', values: { '-path': 'file.write', '-resize -quality -format -crop -rotate -density': 'text' } }, 'compare composite montage': CONVERT, version: 'inspect', script: 'file.run' },
  },
  identify: { style: 'long', operands: 'file.read*', values: { '-format -density -depth -define': 'text' } },
  mogrify: { style: 'long', operands: 'file.write*', values: { '-path': 'file.write', '-resize -quality -format -crop -rotate -density -scale -thumbnail -extent -gravity -background -fill -annotate -define': 'text' } },
  'compare composite montage conjure': { style: 'long', operands: ['file.read*', 'file.write'], values: { '-geometry -tile -metric -fuzz -gravity -compose -dissolve -label -resize -background': 'text' } },
  'import': { style: 'long', does: 'desktop.spy', operands: 'file.write', values: { '-window -pause -quality -resize -crop': 'text' } },
  'gs ghostscript gswin64c': {
    style: 'long',
    operands: 'file.run*',
    flags: { '-dNOSAFER -dDELAYSAFER': 'code.hook', '-dSAFER -dBATCH -dNOPAUSE -q': {} },
    values: { '-o': 'file.write', '-c': 'source.other', '-f': 'file.run', '-I -r -g -u': { takes: 'text', attached: true }, '-sOutputFile': { takes: 'file.write', attached: true } },
    stdin: 'source.other',
  },
  'pdftotext pdftohtml pdftocairo pdftoppm pdftops pdfimages pdfseparate pdfunite pdfdetach pdfattach pdfsig ps2pdf14 pdf2ps eps2eps ps2ascii ps2epsi pdf2djvu djvups ddjvu pdf2svg psbook psnup psselect pstops psresize ocrmypdf img2pdf':
    { operands: ['file.read', 'file.write?'], values: { '-o --output --outfile': 'file.write', '-f -l -r -x -y -W -H -enc -opw -upw -scale-to -jpegopt -paper --nup --suffix --papersize --pages -n -p': 'text' } },
  'pdfinfo pdffonts pdfgrep pdfid pdf-parser djvutxt djvudump pngcheck jpeginfo gifinfo tiffinfo webpinfo exrheader sndfile-info soxi shninfo flvmeta mp4info ogginfo opusinfo speexinfo zsteg stegdetect':
    { operands: 'file.read*', values: { '-f -l --password -upw -opw -e --regexp': 'text' } },
  'qpdf pdftk mutool pdfcpu cpdf sejda-console': {
    operands: ['file.read*', 'file.write'],
    values: { '-o --output output': 'file.write', '--pages': 'text', '--password': 'text' },
    commands: { 'info show trace pages extract-text grid': 'file.read', run: 'file.run' },
  },
  'cwebp dwebp gif2webp webpmux avifenc avifdec cavif cjxl djxl cjpeg djpeg jpegtran tifftopnm pngtopnm heif-convert heif-enc rsvg-convert cairosvg inkscape svgcleaner potrace guetzli pngquant pngcrush optipng oxipng zopflipng jpegoptim gifsicle gifski tiffcp tiffcrop tiff2pdf tiffsplit tiffset dcraw ufraw-batch darktable-cli rawtherapee-cli exr2aces oiiotool vips vipsthumbnail img2webp waifu2x-ncnn-vulkan realesrgan-ncnn-vulkan upscayl imgp smartcrop ilbmtoppm winicontoppm icotool wrestool png2icns fontforge-cli':
    {
      operands: 'file.write*',
      values: { '-o --output -out --out --outfile -output --export-filename -outfile': 'file.write', '-i --input': 'file.read', '-q --quality -m -s --size -w --width -h --height -resize -crop --dpi -d --dest --export-type --ext -x -y --speed -O -c --compress': 'text', '--actions --verb': 'code.inline' },
      flags: { '-stdout --stdout': { turns: { 'file.write': 'file.read' } } },
    },
  'chafa catimg viu timg jp2a img2txt cacaview imgcat ascii-image-converter pixterm tiv termpix aview asciiview': { operands: 'file.read*', values: { '-s --size -w --width -h --height -g -c --colors -f --format --output-format': 'text', '-o --output': 'file.write' } },
  'sox lame oggenc oggdec opusenc opusdec speexenc speexdec flac faac faad fdkaac mpc2sv8 wavpack wvunpack shntool twolame mp3gain mp3val mp3splt mp3wrap vorbisgain normalize-audio reflac mac shorten ttaenc aften dcaenc musepack rubberband aubio sonic-annotator abcde':
    {
      operands: ['file.read*', 'file.write'],
      values: { '-o --output-name --output': 'file.write', '-b -V -r -c -e -t -q --bitrate -m -p --tt --ta --tl --ty --tn --tg -a --artist --album --title -g': 'text' },
      flags: { '-d --default-device': 'desktop.act' },
    },
  'mkvmerge mkvextract mkvpropedit mp4box MP4Box mp4art mp4file mp4tags AtomicParsley HandBrakeCLI handbrake dvdbackup makemkvcon x264 x265 SvtAv1EncApp rav1e aomenc vpxenc vpxdec gpac bento4 mp4split mp4fragment dvdauthor spumux mencoder transcode melt kdenlive_render subliminal subdl alass':
    {
      operands: 'file.write*',
      values: { '-o --output': 'file.write', '-i --input': 'file.read', '-e -q -b --preset -Z --encoder --quality --title --chapters --language --track-name -s -l': 'text' },
      flags: { '--identify -J': { turns: { 'file.write': 'file.read' } } },
    },
  subtitleedit: 'network.fetch',
  'qrtool barcode zint': { operands: 'text*', does: 'inspect', values: { '-o --output': 'file.write', '-r --read-from': 'file.read', '-s -l -t -m -d -v --size --type --level': 'text' } },
  'gimp krita inkview blender scribus darktable rawtherapee digikam shotwell audacity ardour lmms kdenlive shotcut openshot-qt pitivi obs-studio freecad openscad drawing pinta mypaint tuxpaint dia draw.io drawio':
    {
      does: 'desktop.act',
      operands: 'file.read*',
      values: { '-b --batch': 'code.inline', '--python-expr': 'source.python', '-P --python --script': 'file.run', '--batch-interpreter': 'code.hook', '-o --output --export -x': 'file.write', '-F -f -s -e -a -E -t -S': 'text' },
    },
  'pnmtopng pngtopam pnmtojpeg jpegtopnm ppmtojpeg ppmtogif giftopnm pamtotiff pamtojpeg2k pnmtotiff pnmtops pnmtopclxl pnmtoxwd pnmtorle pnmtosgi pnmtotiffcmyk pamtopng pamtouil pamtopnm pamtoxvmini ppmtobmp bmptopnm ppmtopcx pcxtoppm ppmtoxpm xpmtoppm ppmtoicr ppmtopict picttoppm ppmtopj pjtoppm ppmtopjxl ppmtoacad ppmtoterm ppmtopgm ppmtoppm ppmtolj ppmtoyuv yuvtoppm ppmtouil pbmtoxbm xbmtopbm pbmtog3 g3topbm pbmtogo pbmtogem gemtopnm pbmtoepson pbmtolj pbmtomacp macptopbm pbmtomda mdatopbm pbmtoptx pbmtox10bm pbmtoybm ybmtopbm pbmtomgr mgrtopbm pbmtoatk atktopbm pbmtoascii pbmtoplot pbmtozinc pbmtocmuwm cmuwmtopbm pgmtofs fstopgm pgmtolispm pgmtopbm pgmtoppm pgmtopgm psidtopgm pstopnm rasttopnm pnmtorast rawtopgm rawtoppm rletopnm rlatopam sgitopnm sirtopnm spctoppm spottopgm sputoppm svgtopam tgatoppm ppmtotga thinkjettopbm wbmptopbm xvminitoppm xwdtopnm yuvsplittoppm yuy2topam zeisstopnm qrttoppm palmtopnm pnmtopalm neotoppm ppmtoneo mtvtoppm mrftopbm lispmtopgm leaftoppm infotopam imgtoppm hipstopgm gouldtoppm fitstopnm pnmtofits fiascotopnm pnmtofiasco eyuvtoppm escp2topbm dvipnm brushtopbm bioradtopgm asciitopgm anytopnm 411toppm pi1toppm pi3topbm hdifftopam hpcdtoppm pcdovtoppm jbigtopnm pnmtojbig jpeg2ktopam pamaddrand pamarith pambackground pambayer pamchannel pamcomp pamcrater pamcut pamdeinterlace pamdepth pamditherbw pamedge pamendian pamenlarge pamfile pamfix pamfixtrunc pamflip pamfunc pamgauss pamgradient pamhue pamlookup pammasksharpen pammixinterlace pammixmulti pammosaicknit pamoil pampaintspill pamperspective pampick pampop9 pamrecolor pamrgbatopng pamrubber pamscale pamseq pamshadedrelief pamsharpmap pamsharpness pamsistoaglyph pamslice pamstack pamstereogram pamstretch pamstretch-gen pamsumm pamsummcol pamthreshold pamtilt pamtohdiff pamtohtmltbl pamtompfont pamtopam pamtopfm pamtosrf pamtosvg pamtotga pamundice pamunlookup pamvalidate pamwipeout pamx pbmclean pbmlife pbmmake pbmmask pbmminkowski pbmpage pbmpscale pbmreduce pbmtext pbmtextps pbmupc pgmabel pgmbentley pgmcrater pgmdeshadow pgmedge pgmenhance pgmhist pgmkernel pgmmake pgmmedian pgmminkowski pgmmorphconv pgmnoise pgmnorm pgmoil pgmramp pgmslice pgmtexture pnmalias pnmarith pnmcat pnmcolormap pnmcomp pnmconvol pnmcrop pnmcut pnmdepth pnmenlarge pnmfile pnmflip pnmgamma pnmhisteq pnmhistmap pnmindex pnminterp pnminvert pnmmargin pnmmercator pnmmontage pnmnlfilt pnmnoraw pnmnorm pnmpad pnmpaste pnmpsnr pnmquant pnmquantall pnmremap pnmrotate pnmscale pnmscalefixed pnmshear pnmsmooth pnmstitch pnmtile pnmtoddif pnmtoplainpnm pnmtopnm ppm3d ppmbrighten ppmchange ppmcie ppmcolormask ppmcolors ppmdcfont ppmddumpfont ppmdim ppmdist ppmdither ppmdraw ppmfade ppmflash ppmforge ppmglobe ppmhist ppmlabel ppmmake ppmmix ppmnorm ppmntsc ppmpat ppmquant ppmrainbow ppmrelief ppmrough ppmshadow ppmshift ppmspread ppmsvgalib ppmtv ppmwheel':
    'file.read',
  pamexec: { operands: ['source.shell', 'file.read*'] },
  'pamdice pamsplit pnmsplit ppmtompeg': { operands: 'file.read*', does: 'file.create', values: { '-outstem -width -height': 'text' } },
};
