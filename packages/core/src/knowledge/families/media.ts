/** Pictures, sound and film. */
import type { Family } from '../vocabulary/spec.ts';

const FFMPEG_TEXT =
  '-f -c -codec -vcodec -acodec -scodec -c:v -c:a -c:s -b -b:v -b:a -r -s -ss -t -to -sseof -vf -af -filter -filter:v -filter:a -filter_complex -map -map_metadata -metadata -metadata:s -preset -crf -qscale -q -q:v -q:a -tune -profile -profile:v -level -pix_fmt -ar -ac -aspect -vframes -frames -frames:v -loop -stream_loop -framerate -g -bf -threads -loglevel -v -hwaccel -hwaccel_device -hwaccel_output_format -itsoffset -fs -segment_time -segment_format -hls_time -hls_list_size -hls_segment_type -movflags -fflags -flags -bsf -bsf:v -bsf:a -timestamp -disposition -disposition:s -max_muxing_queue_size -video_size -start_number -pattern_type -safe -protocol_whitelist -headers -user_agent -rtsp_transport -analyzeduration -probesize -channel_layout -ab -vb -maxrate -minrate -bufsize -x264-params -x265-params -sws_flags -vsync -fps_mode -async -shortest_buf_duration -color_primaries -color_trc -colorspace -ch_layout -lavfi -strict -compression_level -stats_period -progress -target -vol -thread_queue_size -display -init_hw_device';
const FFPROBE_TEXT =
  '-loglevel -v -select_streams -show_entries -of -output_format -print_format -f -read_intervals -show_data_hash -threads -analyzeduration -probesize -protocol_whitelist -user_agent -headers';
const MAGICK_TEXT =
  '-resize -quality -rotate -crop -geometry -gravity -density -format -background -fill -font -pointsize -stroke -strokewidth -draw -annotate -blur -gaussian-blur -sharpen -unsharp -colorspace -colors -depth -delay -loop -level -modulate -brightness-contrast -threshold -thumbnail -scale -sample -extent -border -bordercolor -compose -define -channel -fuzz -transparent -type -units -page -layers -set -size -tile -title -label -caption -alpha -opaque -affine -distort -evaluate -filter -gamma -interlace -interpolate -kuwahara -limit -median -morphology -noise -paint -raise -region -roll -seed -shade -shadow -shave -shear -sigmoidal-contrast -solarize -spread -statistic -swirl -swap -tint -undercolor -vignette -virtual-pixel -wave -weight -splice -chop -compress -colorize -convolve -metric -window -display -dissolve -blend -displace -watermark -interword-spacing -kerning -fx -sampling-factor -sparse-color -tile-offset -orient -dither -ordered-dither -posterize -remap -intensity -black-threshold -white-threshold -contrast-stretch -linear-stretch -adaptive-resize -adaptive-sharpen -adaptive-blur -liquid-rescale -bench -comment -encoding -extract -family -intent -mattecolor -mode -pen -precision -process -scene -selective-blur -stretch -style -texture -treedepth -endian -dispose';
const READER = { style: 'long', operands: 'file.read*', values: { [MAGICK_TEXT]: 'text' } } as const;
const CONVERTER = {
  style: 'long',
  operands: ['file.read*', 'file.write'],
  values: { [MAGICK_TEXT]: 'text', '-write': 'file.write', '-script': 'file.run', '-profile -clut -mask': 'file.read' },
} as const;
const IN_PLACE = {
  style: 'long',
  operands: 'file.write*',
  values: { [MAGICK_TEXT]: 'text', '-path': 'file.write' },
} as const;
const SHOWER = {
  style: 'long',
  does: 'desktop.act',
  operands: 'file.read*',
  values: { [MAGICK_TEXT]: 'text' },
} as const;
const PLAYER_TEXT =
  '-volume -start -end -length -speed -loop -playlist-start -sid -aid -vid -sub-file -audio-file -geometry -autofit -profile -vo -ao -hwdec -ytdl-format -title -screenshot-format -screenshot-directory -sub-files -audio-device -cache -demuxer -screen -fs-screen -idle -ss -endpos -af -vf -vol -sub -playlist -display -intf -I -extraintf -rate -start-time -stop-time -run-time -width -height -zoom -crop -aspect-ratio -http-password -http-host -rtsp-host -audio-filter -video-filter -V -A';

export const media: Family = {
  ffmpeg: {
    style: 'long',
    // Asks before it overwrites a file.
    operands: 'file.create*',
    flags: {
      '-y': { turns: { 'file.create': 'file.write' } },
      '-formats -codecs -encoders -decoders -filters -protocols -devices -muxers -demuxers -pix_fmts -sample_fmts -layouts -bsfs -hwaccels -colors -version -buildconf -L -h -sources -sinks':
        { only: true },
    },
    values: {
      [FFMPEG_TEXT]: 'text',
      '-i': 'transfer.from',
      '-attach -filter_complex_script -filter_script -fpre -vpre -apre': 'file.read',
      '-passlogfile -vstats_file -hls_segment_filename -segment_list -dump_attachment': 'file.write',
    },
  },
  ffprobe: { style: 'long', operands: 'transfer.from*', values: { [FFPROBE_TEXT]: 'text', '-i': 'transfer.from' } },
  ffplay: {
    style: 'long',
    does: 'desktop.act',
    operands: 'transfer.from*',
    values: { [FFMPEG_TEXT]: 'text', '-i': 'transfer.from', '-x -y -volume -window_title -showmode': 'text' },
  },
  'ffmpegthumbnailer ffmpeg-normalize ffmpeg2theora ffsubsync handbrakecli HandBrakeCLI avconv': {
    operands: ['file.read*'],
    does: 'file.create',
    values: { '-o --output -i --input': 'file.write', '-s -t -q -Z --preset -e -b -r -f -c -a -T --title': 'text' },
  },

  // ImageMagick and GraphicsMagick: the last operand is written.
  magick: {
    ...CONVERTER,
    commands: {
      identify: READER,
      'convert compare composite montage stream import': CONVERTER,
      mogrify: IN_PLACE,
      'display animate': SHOWER,
      conjure: { does: 'code.inline', operands: 'file.run*' },
    },
    flags: { '-version -list -help': { only: true } },
  },
  'convert convert-im6 convert-im7 compare composite montage stream': {
    ...CONVERTER,
    flags: { '-version -help': { only: true } },
  },
  'mogrify mogrify-im6': IN_PLACE,
  'identify identify-im6': { ...READER, flags: { '-version -help': { only: true } } },
  'display animate': SHOWER,
  conjure: { does: 'code.inline', operands: 'file.run*' },
  gm: {
    bare: 'inspect',
    commands: {
      identify: READER,
      'convert compare composite montage import': CONVERTER,
      mogrify: IN_PLACE,
      'display animate': SHOWER,
      'batch conjure': { does: 'code.inline', operands: 'file.run*' },
      'version benchmark time': 'inspect',
    },
  },
  'import-im6 import': {
    style: 'long',
    does: 'desktop.spy',
    operands: 'file.write',
    values: { [MAGICK_TEXT]: 'text' },
  },

  exiftool: {
    style: 'long',
    operands: 'file.read*',
    // `-TAG=value` writes; the words can't be told apart, so options unknown here are asked.
    flags: {
      '-a -b -csv -D -E -e -f -fast -fast2 -F -G -g -g1 -h -H -htmlDump -j -json -k -L -l -m -n -P -php -q -r -s -s1 -s2 -s3 -S -sort -struct -t -T -u -U -v -ver -X -xmlFormat -ee -EXIF -gps -GPS* -all -common -ALL -Model -Make -Orientation -ImageSize -FileSize -FileType -MIMEType -Duration -ICC_Profile -Comment -Title -Artist -DateTimeOriginal -CreateDate -ModifyDate -FileName -Directory -time:all -exif:all -iptc:all -xmp:all':
        {},
      '-overwrite_original -overwrite_original_in_place -delete_original -restore_original': {
        turns: { 'file.read': 'file.write' },
      },
    },
    values: {
      '-ext -if -i -c -d -fileOrder -lang -x -charset -api -echo -sep -listItem -password': 'text',
      '-o -w -W -textOut': 'file.write',
      '-tagsFromFile -@ -p': 'file.read',
      '-config -use': 'code.hook',
    },
    closed: true,
  },
  'exiv2 jhead exiftran mp3info id3v2 id3tag eyeD3 eyed3 mid3v2 kid3-cli vorbiscomment metaflac AtomicParsley mp3gain vorbisgain replaygain mp4tags mkvpropedit mid3iconv easytag beet mat2':
    {
      operands: 'file.write*',
      flags: { '-l --list --show -p --print -pa -x --list-tags --check': { turns: { 'file.write': 'file.read' } } },
      values: {
        '-t --title -a --artist -A --album -y --year -T --track -g --genre -c --comment -M -m -d -D -s -S -Y -n -k -e --edit --set --add-attachment --tags-from --export-tags-to':
          'text',
      },
    },
  'mediainfo exif jpeginfo pngcheck gifinfo webpinfo mkvinfo mp4info mp4dump ogginfo opusinfo soxi avprobe flvmeta tiffinfo tiffdump exrheader heif-info pngmeta rdjpgcom':
    { operands: 'file.read*', values: { '--Output --Inform -t --tag -f --format': 'text', '--LogFile': 'file.write' } },
  'jpegoptim optipng pngquant pngcrush oxipng advpng advdef zopflipng gifsicle svgo scour guetzli jpegrescan image_optim imageoptim-cli trimage leanify':
    {
      operands: 'file.write*',
      flags: { '-c --stdout': { turns: { 'file.write': 'file.read' } } },
      values: {
        '-m --max -d --dest -o --output --out -S --size -q --quality -O -l --lossy --colors --resize --delay --loopcount -dir -i -f -zc -zm -zs -s --speed --ext --posterize -p --precision --multipass --nofs':
          'text',
      },
    },
  'cwebp dwebp gif2webp img2webp webpmux cavif avifenc avifdec heif-enc heif-dec heif-convert cjxl djxl cjpeg djpeg jpegtran cjpegli djpegli cjb2 ddjvu basisu toktx waifu2x-ncnn-vulkan realesrgan-ncnn-vulkan potrace autotrace vtracer rsvg-convert svg2png svg2pdf cairosvg resvg png2svg dcraw dcraw_emu darktable-cli rawtherapee-cli ufraw-batch':
    {
      operands: ['file.read', 'text'],
      values: {
        '-o --output --out -outfile': 'file.write',
        '-q -quality --quality -m -f --format -s --speed --min --max -j -e -d -w --width -h --height -z --zoom -crop -resize -scale -rotate -copy -b --background -a -r -c -H -t':
          'text',
      },
      does: 'file.create',
    },
  wrjpgcom: { operands: ['file.read'], values: { '-comment -cfile': 'text' } },
  inkscape: {
    does: 'desktop.act',
    operands: 'file.read*',
    values: {
      '-o --export-filename': 'file.write',
      '--export-type --export-dpi -d --export-width -w --export-height -h --export-id -i --export-area --export-background -a -b':
        'text',
      '--actions': 'code.inline',
    },
  },
  gimp: {
    does: 'desktop.act',
    operands: 'file.read*',
    values: { '-b --batch': 'code.inline', '--batch-interpreter -g --gimprc -s': 'text' },
  },
  'krita blender darktable rawtherapee digikam shotwell kdenlive shotcut openshot audacity lmms ardour obs obs-studio pitivi olive natron gwenview eog feh sxiv nsxiv imv viewnior ristretto gthumb geeqie qimgv nomacs loupe pqiv swayimg viu chafa timg catimg jp2a img2txt cacaview tiv imgcat termimage pixterm ascii-image-converter mcat asciiart':
    {
      does: 'desktop.act',
      operands: 'file.read*',
      values: {
        '-g --geometry -w --width -h --height -s --size --scale -r --randomize -D --slideshow-delay -z --zoom -f --format -c --colors -t -m -S':
          'text',
        '-A --action --python --python-expr -P -E': 'code.hook',
        '--bg-fill --bg-scale --bg-center --bg-tile --bg-max': 'text',
        '-b --background': 'text',
      },
    },

  sox: {
    operands: ['file.read*', 'file.write'],
    style: 'long',
    values: { '-r -rate -c -channels -b -bits -e -encoding -t -type -v -volume -C -compression -comment': 'text' },
    flags: { '-n -null': { operands: 'text*' }, '-version -help -info': { only: true } },
  },
  play: { does: 'desktop.act', operands: 'file.read', style: 'long' },
  rec: { does: 'desktop.spy', operands: 'file.write' },
  'lame oggenc opusenc flac faac fdkaac twolame speexenc wavpack mac fluidsynth timidity mppenc': {
    operands: 'file.read*',
    does: 'file.create',
    values: {
      '-o --output-name --output --output-filename -F': 'file.write',
      '-b -V -q --quality -B -m -r -s --tt --ta --tl --ty --tc --tn --tg --bitrate --title --artist --album --preset -p -T -c -a -g -R -O -E -K -z -j':
        'text',
    },
  },
  'oggdec opusdec flac123 mpg123 mpg321 ogg123 madplay aplay paplay afplay mplayer mplayer2 mpv vlc cvlc nvlc omxplayer celluloid smplayer totem parole dragon haruna clapper cmus moc mocp ncmpcpp ncmpc musikcube deadbeef audacious clementine strawberry rhythmbox amarok elisa spotify spotify_player ncspot spt pianobar termusic kew cava xine gst-play-1.0 aplaymidi pw-play pw-cat pacat speaker-test gnome-music':
    {
      does: 'desktop.act',
      operands: 'text*',
      style: 'long',
      values: {
        [PLAYER_TEXT]: 'text',
        '-script -scripts -input-ipc-server -config-dir -include -sout -input-conf': 'code.hook',
        '-o -output -w -record-file -stream-record -dumpfile -screenshot': 'file.write',
      },
    },
  'arecord parecord parec pw-record': {
    does: 'desktop.spy',
    operands: 'file.write',
    values: { '-f -r -c -d -D -t --rate --channels --format --device -s --file-format': 'text' },
  },
  'mpc cmus-remote playerctl audtool': {
    does: 'desktop.act',
    operands: 'text*',
    values: { '-h --host -p --player -P --port -f --format -a -C -q -u -v': 'text' },
  },
  'gst-launch-1.0': { does: 'desktop.act', operands: 'text*' },
  'gst-inspect-1.0 gst-discoverer-1.0 gst-typefind-1.0 gst-device-monitor-1.0 gst-stats-1.0': {
    does: 'inspect',
    operands: 'text*',
  },
  'mkvmerge mp4box MP4Box mkvextract mkclean mp4fragment mp4encrypt mp4split mp4mux tsmuxer projectx lxdvdrip dvdauthor spumux mencoder transcode melt x264 x265 SvtAv1EncApp aomenc vpxenc rav1e av1an dvdbackup vobcopy cdparanoia abcde ripit cdrdao subliminal alass autosub whisper':
    {
      operands: 'file.read*',
      does: 'file.create',
      values: {
        '-o --output -out -O -b --outdir --output_dir': 'file.write',
        '-a -s -d -t -D -T -S -l --language --model --title --track-name --default-track -add -new -tmp -inter -split -raw -cat -hint -info --preset --crf --bitrate -p -v -c -w -f -r --task -ovc -oac -lavcopts':
          'text',
      },
    },
  'gphoto2 scanimage scanadf raspistill raspivid rpicam-hello rpicam-jpeg rpicam-still rpicam-vid libcamera-hello libcamera-still libcamera-vid libcamera-jpeg fswebcam streamer cheese guvcview webcamoid imagesnap':
    {
      does: 'desktop.spy',
      operands: 'text*',
      flags: {
        '-L --list-devices --list-cameras -l --auto-detect --list-files -A': { turns: { 'desktop.spy': 'inspect' } },
        '--delete-all-files': 'remote.delete',
      },
      values: {
        '-o --output --output-file -d --device-name --resolution --mode --format -t --timeout --width --height -r -p --preview --filename --get-file --set-config':
          'text',
        '--hook-script': 'code.hook',
      },
    },
  'graphviz dot neato fdp sfdp circo twopi osage patchwork mmdc plantuml d2 mscgen blockdiag seqdiag actdiag nwdiag ditaa pikchr mermaid erd structurizr kroki diagon svgbob graph-easy':
    {
      operands: 'file.read*',
      values: {
        '-o --output': 'file.write',
        '-O': { takes: 'text', attached: true },
        '-T -K -G -N -E -A -l -s -q -n -t --theme --layout -i --input -b --background -w --width -H --height -f --format -c --config':
          'text',
      },
      does: 'file.create',
    },
  gvpr: { does: 'code.inline', operands: 'text*' },
  'gvmap gvpack gvgen gvcolor gc ccomps acyclic tred unflatten nop sccmap bcomps dijkstra edgepaint cluster gxl2dot gxl2gv gv2gxl gv2gml gml2gv graphml2gv mm2gv dot2gxl prune dotty diffimg mingle':
    {
      operands: 'file.read*',
      values: { '-o': 'file.write', '-a -c -d -f -g -k -l -n -N -s -t -m -r -X -z -x -b': 'text' },
    },
};
