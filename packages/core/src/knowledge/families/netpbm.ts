/** The netpbm family: filters from a file or the standard input to the standard output. */
import type { Family } from '../vocabulary/spec.ts';

const FILTER_TEXT =
  '-width -height -xsize -ysize -scale -quality -color -colors -background -foreground -map -mapfile -fs -floyd -value -maxval -red -green -blue -dpi -title -compression -gamma -alpha -transparent -mix -font -builtin -lspace -length -left -right -top -bottom -pad -xoff -yoff -size -depth -plane -seed -randomseed -angle -radius -xradius -yradius -sigma -weight -matrix -norm -offset -format -name -rows -columns -count -page -nsteps -xy -from -to -closeness -tile -across -down -black -white -labels -crop -speed -optimize -smooth -restart -rate -xmax -ymax -method -threshold -local -dual -contrast -text -time -index -resolution -preset -model -layers -pixdim -pixelwidth';
/** Reads its operands, prints the picture. */
const FILTER = { style: 'long', operands: 'file.read*', values: { [FILTER_TEXT]: 'text' } } as const;

export const netpbm: Family = {
  'pamaddrand pamaltsat pamarith pambackground pambayer pambrighten pamchannel pamcomp pamcrater pamcut pamdeinterlace pamdepth pamditherbw pamedge pamendian pamenlarge pamexpand pamfile pamfind pamfix pamfixtrunc pamflip pamfunc pamgauss pamgetcolor pamgradient pamhomography pamhue pamlevels pamlookup pammasksharpen pammixinterlace pammixmulti pammosaicknit pamoil pampaintspill pamperspective pampick pampop9 pamrecolor pamrestack pamrgbatopng pamrubber pamscale pamseq pamshadedrelief pamsharpmap pamsharpness pamshuffle pamsistoaglyph pamslice pamstack pamstereogram pamstretch pamsumm pamsummcol pamthreshold pamtilt pamtable pamunlookup pamundice pamunthresh pamvalidate pamwipeout pamxvmini pamstats pamcat pamcrop pamsegment':
    FILTER,
  'pamtoavs pamtodjvurle pamtofits pamtogif pamtohdiff pamtohtmltbl pamtompfont pamtooctaveimg pamtopam pamtopdbimg pamtopfm pamtopng pamtopnm pamtosrf pamtosvg pamtotga pamtotiff pamtouil pamtowinicon pamtoxvmini pamtoqoi pamtojpeg2k pamtoilbm pamtojxl pamtoicon':
    FILTER,
  'pbmclean pbmlife pbmmake pbmmask pbmminkowski pbmnoise pbmpage pbmpscale pbmreduce pbmtext pbmtextps pbmupc pbmto10x pbmto4425 pbmtoascii pbmtoatk pbmtobbnbg pbmtocis pbmtocmuwm pbmtodjvurle pbmtoepsi pbmtoepson pbmtoescp2 pbmtog3 pbmtogem pbmtogo pbmtoibm23xx pbmtoicon pbmtolj pbmtoln03 pbmtolps pbmtomacp pbmtomatrixorbital pbmtomda pbmtomgr pbmtomrf pbmtonokia pbmtopgm pbmtopi3 pbmtopk pbmtoplot pbmtoppa pbmtopsg3 pbmtoptx pbmtosunicon pbmtowbmp pbmtox10bm pbmtoxbm pbmtoybm pbmtozinc pbmtomcx pbmpagesize':
    FILTER,
  'pgmabel pgmbentley pgmcrater pgmdeshadow pgmedge pgmenhance pgmhist pgmkernel pgmmake pgmmedian pgmmorphconv pgmnoise pgmnorm pgmoil pgmramp pgmslice pgmtexture pgmtofs pgmtolispm pgmtopbm pgmtopgm pgmtoppm pgmtosbig pgmtost4 pgmminkowski':
    FILTER,
  'pnmalias pnmarith pnmcat pnmcolormap pnmcomp pnmconvol pnmcrop pnmcut pnmdepth pnmenlarge pnmfile pnmflip pnmgamma pnmhisteq pnmhistmap pnmindex pnminterp pnminvert pnmmargin pnmmercator pnmmontage pnmnlfilt pnmnoraw pnmnorm pnmpad pnmpaste pnmpsnr pnmquant pnmremap pnmrotate pnmscale pnmscalefixed pnmshear pnmsmooth pnmstitch pnmtile pnmtoddif pnmtofiasco pnmtofits pnmtojbig pnmtojpeg pnmtopalm pnmtopclxl pnmtoplainpnm pnmtopng pnmtopnm pnmtops pnmtorast pnmtorle pnmtosgi pnmtosir pnmtotiff pnmtotiffcmyk pnmtoxwd pnmstats':
    FILTER,
  'ppm3d ppmbrighten ppmchange ppmcie ppmcolormask ppmcolors ppmdim ppmdist ppmdither ppmdmkfont ppmflash ppmforge ppmglobe ppmhist ppmlabel ppmmake ppmmix ppmnorm ppmntsc ppmpat ppmquant ppmqvga ppmrainbow ppmrelief ppmrough ppmshadow ppmshift ppmspread ppmtoacad ppmtoapplevol ppmtoarbtxt ppmtoascii ppmtobejeweled ppmtobmp ppmtoeyuv ppmtogif ppmtoicr ppmtoilbm ppmtojpeg ppmtoleaf ppmtolj ppmtomap ppmtomitsu ppmtoneo ppmtopcx ppmtopgm ppmtopi1 ppmtopict ppmtopj ppmtopjxl ppmtopng ppmtoppm ppmtopuzz ppmtosixel ppmtospu ppmtoterm ppmtotga ppmtouil ppmtowinicon ppmtoxpm ppmtoyuv ppmtv ppmwheel ppmdcfont ppmddumpfont ppmsvgalib':
    FILTER,
  '411toppm anytopnm asciitopgm atktopbm avstopam bioradtopgm bmptopnm bmptoppm brushtopbm cameratopam cistopbm cmuwmtopbm ddbugtopbm escp2topbm eyuvtoppm fiascotopnm fitstopnm fstopgm g3topbm gemtopbm gemtopnm giftopnm gouldtoppm hdifftopam hipstopgm hpcdtoppm icontopbm ilbmtoppm imgtoppm infotopam jbigtopnm jpeg2ktopam jpegtopnm leaftoppm lispmtopgm macptopbm mdatopbm mgrtopbm mrftopbm mtvtoppm neotoppm palmtopnm pc1toppm pcdindex pcdovtoppm pcxtoppm pdbimgtopam pfmtopam pi1toppm pi3topbm picttoppm pjtoppm pktopbm pngtopam pngtopnm psidtopgm qoitopam qrttoppm rasttopnm rawtopgm rawtoppm rgb3toppm rlatopam rletopnm sbigtopgm sgitopnm sirtopnm sldtoppm spctoppm spottopgm sputoppm srftopam st4topgm sunicontopnm svgtopam tgatoppm tifftopnm thinkjettopbm vidtoppm wbmptopbm winicontopam winicontoppm xbmtopbm ximtoppm xpmtoppm xvminitoppm xwdtopnm ybmtopbm yuvtoppm yuvsplittoppm yuy2topam zeisstopnm zinctopbm':
    FILTER,
  'manweb ppmtorgb3 ppmtoyuvsplit pamdice pamsplit ppmtompeg pnmquantall ppmquantall rlecut': {
    ...FILTER,
    does: 'file.create',
    values: { [FILTER_TEXT]: 'text', '-outstem': 'file.create' },
  },
  // Runs a command on each picture.
  pamexec: { style: 'long', operands: ['source.shell', 'file.read'] },
  ppmdraw: { style: 'long', operands: 'file.read', values: { '-script': 'text', '-scriptfile': 'file.read' } },
  pamx: { does: 'desktop.act', operands: 'file.read*' },
  'img2sixel sixel2png lsix': {
    operands: 'file.read*',
    values: { '-o --output --outfile': 'file.write', '-w --width -h --height -p --colors -m': 'text' },
  },
};
