/** Bundlers, monorepo tools and the command lines of application frameworks. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

const BUNDLER_VALUES: NonNullable<CommandSpec['values']> = {
  '-o --output-path --outdir --outfile --outDir --out-dir --output --output.file --output.dir --dir -d --dist-dir --dest':
    'file.write',
  '-c --config --tsconfig': 'file.run',
  '-p --port --host --mode --target --format -f --name -n --env --base --platform --external --define --loader --log-level --sourcemap --devtool -e --entry --stats --globals --inject --banner --footer':
    'text',
  '--plugin --plugins --require --configPlugin --preset --presets': 'code.load',
};
/** A project's own command line: development server, build, and what else its configuration names. */
const FRAMEWORK: CommandSpec = {
  does: 'code.project',
  bare: 'inspect',
  operands: 'text*',
  values: {
    '-p --port -H --hostname --host --turbo --experimental --mode -c --config --template -t --platform --prefix':
      'text',
    '--outDir --out-dir --output-path -o --output': 'file.write',
  },
  commands: {
    'info help version doctor analyze list routes telemetry inspect why diagnostics config-show': {
      does: 'inspect',
      operands: 'text*',
    },
    'dev develop start serve preview watch build generate test lint check e2e sync prepare typecheck compile prebuild bundle run run:ios run:android run-ios run-android export deploy-preview':
      { does: 'code.project', operands: 'text*' },
    'new create init scaffold g add upgrade update install migrate': { does: 'code.remote-package', operands: 'text*' },
    'clean cache': 'cache.clear',
    'deploy publish submit': { does: 'remote.change', operands: 'text*' },
    'login logout whoami': 'remote.login',
  },
};

export const webBuild: Family = {
  'webpack webpack-cli vite rollup esbuild parcel swc rspack rsbuild rolldown farm tsup tsdown unbuild microbundle ncc pkgroll bunchee snowpack wmr browserify watchify babel metro rspress bundt stencil webpack-dev-server webpack-serve vinxi nitro wxt plasmo crxjs web-ext polymer fuse-box neutrino poi brisa':
    {
      does: 'build',
      operands: 'text*',
      values: BUNDLER_VALUES,
      commands: {
        'info version help init-help': 'inspect',
        'dev serve preview watch': 'code.project',
        build: { does: 'build', operands: 'text*' },
        optimize: 'build',
        'sign publish submit': 'package.publish',
      },
    },
  'sass node-sass sassc lessc stylus postcss postcss-cli tailwindcss lightningcss cleancss clean-css-cli uglifyjs terser html-minifier html-minifier-terser csso imagemin svgr pug jade ejs hbs handlebars nunjucks twig purgecss uncss critical autoprefixer minify google-closure-compiler jsmin yuicompressor npm-dts dts-bundle-generator':
    {
      does: 'build',
      operands: ['file.read', 'file.write?'],
      values: {
        '-o --output --out-file --outfile --dir -d --outDir': 'file.write',
        '-c --config --source-map -i --input --content -b --style --watch --map --source-map-url': 'text',
        '-p --plugins --plugin --use -u --importer --functions --require': 'code.load',
      },
    },
  'turbo nx lerna wsrun ultra preconstruct manypkg lage oao beachball rushx syncpack': {
    does: 'code.project',
    operands: 'text*',
    values: {
      '-F --filter --scope --ignore --since --projects -p -t --target --targets --base --head --concurrency --parallel --cache-dir --api --token --team --env-mode --log-order':
        'text',
      '--cwd --dir': 'directory',
      '--output-logs --summarize': 'text',
      '--graph --file': { takes: 'file.write', attached: true },
    },
    commands: {
      'ls list la ll show graph info diff changed daemon report query scan bin why docs check list-mismatches lint-semver-ranges version-show':
        { does: 'inspect', operands: 'text*' },
      exec: { style: 'posix', operands: ['code.project', 'text*'] },
      publish: 'package.publish',
      version: 'vcs.push',
      'import create init add link bootstrap install update purge migrate generate g': {
        does: 'package.install',
        operands: 'text*',
      },
      'clean reset prune': 'cache.clear',
      'login logout unlink': 'remote.login',
      'connect connect-to-nx-cloud': 'config.redirect',
      gen: 'code.project',
    },
  },
  'next nuxt nuxi remix astro gatsby vue vue-cli-service ember svelte-kit redwood rw blitz sails nest adonis ace keystone payload directus meteor feathers loopback lb4 umi max docusaurus vuepress vitepress storybook sb start-storybook build-storybook histoire ladle qwik analog solid-start react-scripts craco react-app-rewired preact taro mpx aurelia au polymer-cli dojo inferno tarojs hops modern icejs ice sapper elder eleventy 11ty metalsmith harp wintersmith hexo assemble create-react-native-app tinacms encore refine roq blade':
    FRAMEWORK,
  ng: {
    bare: 'inspect',
    commands: {
      'version v help doc analytics-info config-get': 'inspect',
      'build b serve s dev test t lint e2e e run extract-i18n make-this-awesome': {
        does: 'code.project',
        operands: 'text*',
      },
      'new n generate g': { does: 'vcs.change', operands: 'text*', values: { '--collection -c': 'code.load' } },
      'add update': { does: 'package.install', operands: 'text*' },
      config: { operands: ['config.change', 'text*'] },
      'analytics cache completion': 'config.change',
      deploy: 'remote.change',
      mcp: 'agent.start',
    },
  },
  'expo eas-cli': {
    bare: 'inspect',
    commands: {
      'diagnostics doctor whoami config help version account:view build:list build:view build:inspect update:list update:view channel:list channel:view branch:list branch:view project:info fingerprint device:list env:list submit:list':
        'remote.read',
      'start run run:ios run:android export prebuild customize lint build:local serve': {
        does: 'code.project',
        operands: 'text*',
      },
      'install init register upgrade': { does: 'package.install', operands: 'text*' },
      'login logout': 'remote.login',
      'credentials credentials:configure-build secret:create env:create env:pull env:get': 'secret.change',
      '*:delete update:rollback': 'remote.delete',
      '*': 'remote.change',
    },
  },
  'react-native rnx-cli ern capacitor cap-cli ionic cordova phonegap nativescript ns tns appium appium-doctor framework7 tauri-cli neu electron-forge electron-builder electron-packager electron-vite nwbuild wails fyne gomobile beeware buildozer p4a kivy titanium openfl lime cocos love-release':
    {
      does: 'code.project',
      bare: 'inspect',
      operands: 'text*',
      values: {
        '--port --device --simulator --variant --mode --platform --target -p -t': 'text',
        '-c --config': 'file.run',
        '--output -o': 'file.write',
        '-e --exec': 'code.hook',
      },
      commands: {
        'info doctor config help version list-templates requirements devices log-ios log-android list lib ls': {
          does: 'inspect',
          operands: 'text*',
        },
        'create start-new init new create-app create-miniapp': { does: 'code.remote-package', operands: 'text*' },
        'start run serve build run-ios run-android test compile emulate prepare debug lint package make bundle dev clean sync copy open transform-container create-container upgrade-framework':
          { does: 'code.project', operands: 'text*' },
        'plugin platform plugins integrations add update upgrade install link': {
          does: 'package.install',
          operands: 'text*',
          commands: { 'list ls search check': 'inspect', 'remove rm': 'package.remove' },
        },
        'login logout signup ssh ssl': 'remote.login',
        'deploy publish cauldron monitoring release': 'remote.change',
        'telemetry config-set cookies': 'config.change',
      },
    },
  electron: {
    style: 'posix',
    operands: ['code.project', 'text*'],
    flags: { '-v -a': { only: true }, '-i --interactive': 'desktop.act', '--no-sandbox': 'inspect' },
    values: { '-r --require --import': 'code.load' },
  },
  'hubspot storyblok prismic webflow squarespace bigcommerce wix salesforce clasp office-addin teamsapp stencil-cli theme mwdk commercetools sfcc-ci saleor':
    {
      does: 'remote.change',
      commands: {
        'help version whoami describe list ls versions logs history check doctor commands info status validate search open docs template which search-docs':
          { does: 'remote.read', operands: 'text*' },
        'login logout auth': 'remote.login',
        'test dev serve build init create lint generate new convert scaffold': {
          does: 'code.project',
          operands: 'text*',
        },
        'delete delete:* remove uninstall': 'remote.delete',
      },
      operands: 'text*',
    },
  'protoc protoc-gen-go grpc_tools_ruby_protoc flatc capnp thrift avro-tools quicktype swagger-codegen openapi-generator openapi-generator-cli openapi openapi-typescript orval nswag autorest kiota redocly redoc-cli graphql-codegen apollo gql-gen smithy tsoa typespec widdershins buf-cli json2ts datamodel-codegen xsd xjc wsimport wsdl2java wsdl soapcpp2 gsoap jsonschema2pojo asn1c swig sip cppgen bnd asyncapi stringtemplate':
    {
      does: 'build',
      operands: 'file.read*',
      values: {
        '--plugin -plugin --custom-generator -cp': 'code.hook',
        '-o --output -out --out --outDir --outfile --descriptor_set_out --dependency_out --go_out --python_out --java_out --cpp_out --js_out --ts_out --csharp_out --ruby_out --php_out --grpc_out --doc_out --go-grpc_out --kotlin_out --objc_out':
          'file.write',
        '-I --proto_path -g --generator-name -i --input-spec -t --template-dir -c --config -l --lang --additional-properties --git-user-id':
          'text',
      },
      commands: {
        'list help version validate config-help langs meta lint bundle-lint stats preview preview-docs diff breaking': {
          does: 'inspect',
          operands: 'text*',
          values: { '-i --input-spec': 'text' },
        },
        'generate build-docs bundle build': { does: 'build', operands: 'text*' },
        'push publish': 'package.publish',
        login: 'remote.login',
      },
    },
};
