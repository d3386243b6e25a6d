/** Builds and packages of the JVM and of .NET. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

/** Maven's phases and goals are operands; a property may name a repository or a program to run. */
const MAVEN_PROPERTY = {
  'repoUrl=* remoteRepositories=* altDeploymentRepository=* maven.repo.remote=* exec.executable=* script=* source=* javaagent=* argLine=*':
    'code.hook',
  'maven.ext.class.path=* maven.compiler.executable=*': 'code.load',
  else: 'text',
} as const;
const GOAL = {
  'deploy deploy:* release:* site:deploy site-deploy nexus-staging:* gpg:sign-and-deploy-file': 'package.publish',
  'help:* dependency:tree dependency:list dependency:analyze dependency:resolve dependency:sources dependency:resolve-plugins versions:display-* validate -v':
    'inspect',
  'dependency:get archetype:generate': 'package.install',
  'exec:* antrun:* groovy:*': 'code.project',
  clean: 'cache.clear',
  else: 'build',
  dynamic: 'build',
} as const;
const TASK = {
  'publish* *:publish* upload* *:upload* closeAndRelease*': 'package.publish',
  'tasks dependencies projects properties help components model buildEnvironment *:dependencies *:dependencyInsight dependencyInsight *:tasks *:properties javaToolchains outgoingVariants':
    'inspect',
  'clean *:clean': 'cache.clear',
  else: 'build',
  dynamic: 'build',
} as const;
const SDKMAN: CommandSpec = {
  commands: {
    'list ls current version help config-show home env-show': 'inspect',
    'install i upgrade ug update selfupdate': 'package.install-system',
    'use default u d env offline broadcast flush config': 'config.change',
    'uninstall rm': 'package.remove',
  },
};

export const jvmDotnet: Family = {
  'mvn mvnw mvnd': {
    bare: 'inspect',
    operands: { every: GOAL },
    flags: {
      '-v -V -h': 'inspect',
      '-ntp -nsu -npu -npr -cpu -fae -ff -fn -am -amd -llr -q -X -e -o -U -N -B -C -c': 'build',
    },
    values: {
      '-D --define': MAVEN_PROPERTY,
      '-f --file': 'code.project',
      '-s --settings -gs --global-settings -t --toolchains -gt --global-toolchains': 'config.redirect',
      '-l --log-file': 'file.write',
      '-P --activate-profiles -pl --projects -rf --resume-from -T --threads -b --builder -emp -ep --color': 'text',
    },
  },
  'gradle gradlew gw': {
    bare: 'inspect',
    operands: { every: TASK },
    flags: { '-v -h -? --status --dry-run -m --stop': 'inspect' },
    values: {
      '-I --init-script -c --settings-file -b --build-file': 'code.hook',
      '--include-build': 'code.project',
      '-p --project-dir': 'directory',
      '-g --gradle-user-home --project-cache-dir': 'file.create',
      '-x --exclude-task --tests --console --max-workers --priority --gradle-version --configuration --dependency --distribution-type --warning-mode --type --dsl --test-framework --project-name --package -F --dependency-verification -M --write-verification-metadata':
        'text',
      '-D --system-prop -P --project-prop': 'text',
      '--gradle-distribution-url': 'package.foreign',
    },
  },
  ant: {
    does: 'code.project',
    style: 'long',
    values: {
      '-f -file -buildfile': 'code.project',
      '-l -logfile': 'file.write',
      '-lib -logger -listener -inputhandler -main': 'code.load',
      '-propertyfile': 'file.read',
    },
    flags: { '-p -projecthelp -diagnostics': { only: true } },
  },
  'sbt sbtn sbtx': {
    does: 'code.project',
    operands: [
      {
        'publish* *publish* release': 'package.publish',
        'console* shell': 'desktop.act',
        clean: 'cache.clear',
        else: 'code.project',
      },
      'text*',
    ],
    flags: { '-h': { only: true } },
    values: { '-D -J -S --java-home -java-home': 'text', '--sbt-jar -sbt-jar': 'code.load' },
  },
  'lein leiningen': {
    does: 'code.project',
    commands: {
      'deps version help classpath search show-profiles ancient why': 'inspect',
      deploy: 'package.publish',
      upgrade: 'package.install-system',
      repl: 'desktop.act',
      clean: 'cache.clear',
      'new': 'code.remote-package',
    },
    operands: 'text*',
  },
  boot: { does: 'code.project' },
  'mill bleep': {
    does: 'code.project',
    operands: [
      { '*publish*': 'package.publish', 'resolve show inspect plan version': 'inspect', else: 'code.project' },
      'text*',
    ],
  },
  'ivy buildr grape': { does: 'package.install' },
  coursier: {
    commands: {
      'resolve complete search list version help': 'inspect',
      'fetch install setup update': 'package.install-system',
      launch: 'code.remote-package',
      uninstall: 'package.remove',
      bootstrap: 'build',
      publish: 'package.publish',
    },
  },
  'sdk sdkman': SDKMAN,
  'jenv jabba': {
    commands: {
      'versions version ls ls-remote current which help': 'inspect',
      'add global local shell use alias rehash enable-plugin': 'config.change',
      install: 'package.install-system',
      'remove uninstall': 'package.remove',
      exec: { style: 'posix', operands: 'command' },
    },
  },
  javac: {
    does: 'build',
    style: 'long',
    operands: 'file.read*',
    values: {
      '-d -s -h': 'file.write',
      '-cp -classpath --class-path --module-path -p -sourcepath -source -target --release -encoding -g -Xlint --system -bootclasspath':
        'text',
      '-processor -processorpath --processor-path -Xplugin': 'code.load',
      '-J': 'code.hook',
    },
  },
  jar: {
    bundle: true,
    operands: 'text*',
    flags: {
      '-t --list -d --describe-module': { operands: 'text*' },
      '-c --create -u --update': { operands: 'file.read*', turns: { 'file.read': 'file.read' } },
      '-x --extract': 'file.create',
    },
    values: { '-f --file': 'file.write', '-e --main-class -m --manifest --release': 'text', '-C': 'directory' },
  },
  javadoc: {
    does: 'build',
    style: 'long',
    operands: 'text*',
    values: {
      '-d': 'file.write',
      '-doclet -docletpath -taglet -tagletpath': 'code.load',
      '-cp -classpath -sourcepath -subpackages -exclude -link': 'text',
      '-J': 'code.hook',
    },
  },
  'javap jdeps jdeprscan serialver jstat': {
    operands: 'text*',
    does: 'inspect',
    style: 'long',
    values: {
      '-cp -classpath --class-path -m --module-path': 'text',
      '-dotoutput --dot-output --generate-module-info': 'file.write',
      '-J': 'code.hook',
    },
  },
  'jmap jstack jinfo jhsdb jcmd': { does: 'process.trace', flags: { '-l': { only: true } } },
  jhat: { does: 'network.listen', operands: 'file.read*' },
  'jlink jpackage jmod native-image proguard d8 r8 retrolambda': {
    does: 'build',
    style: 'long',
    operands: 'text*',
    values: { '--output -o --dest -d': 'file.write' },
  },
  jwebserver: 'network.listen',
  'kotlinc kotlinc-jvm kotlinc-js scalac groovyc ecj': {
    does: 'build',
    style: 'long',
    operands: 'file.read*',
    values: {
      '-d -output': 'file.write',
      '-cp -classpath': 'text',
      '-Xplugin -P': 'code.load',
      '-script': { takes: 'file.run', operands: 'text*' },
      '-e -expression': 'source.other',
    },
  },
  ktlint: {
    operands: 'file.read*',
    flags: { '-F --format': { turns: { 'file.read': 'file.write' }, does: 'build' } },
    values: { '-R --ruleset': 'code.load', '--reporter --baseline': 'text' },
  },
  'detekt checkstyle pmd spotbugs errorprone': {
    does: 'inspect',
    operands: 'text*',
    values: { '-o -r --report': 'file.write', '-c --config -i --input': 'file.read', '-p --plugins': 'code.load' },
  },
  'google-java-format scalafmt scalafix': {
    operands: 'file.read*',
    bare: 'build',
    flags: {
      '-i --replace -r': { turns: { 'file.read': 'file.write' } },
      '--test --check --list -l -n --dry-run': 'inspect',
    },
    values: { '-c --config': 'file.read' },
  },
  'visualvm jconsole jmc jd-gui recaf luyten cfr procyon jadx jadx-gui fernflower': {
    operands: 'file.read*',
    values: { '-d --output-dir -o --outputdir': 'file.write' },
  },
  jbang: {
    style: 'posix',
    operands: [{ 'http* *@* *:*': 'code.remote-package', else: 'file.run' }, 'text*'],
    commands: {
      'init edit': { bare: 'file.create', operands: 'file.create*' },
      'app trust jdk alias': 'config.change',
      'info version': 'inspect',
    },
  },
  'spring quarkus mn micronaut grails jhipster': {
    does: 'code.project',
    commands: {
      'init create create-app': { bare: 'file.create', operands: 'file.create*' },
      'version help list info profile-info': 'inspect',
      deploy: 'remote.change',
    },
    operands: 'text*',
  },
  asadmin: {
    does: 'remote.change',
    commands: { 'list-* version uptime': 'remote.read', 'delete-* undeploy': 'remote.delete' },
    operands: 'text*',
  },
  'catalina.sh startup.sh shutdown.sh': 'service.change',
  jshint: { operands: 'file.read*', values: { '--config': 'file.read', '--reporter': 'code.load' } },

  // .NET.
  dotnet: {
    bare: 'inspect',
    style: 'gnu',
    operands: ['file.run', 'text*'],
    flags: { '--info --list-sdks --list-runtimes -h': { only: true }, '-d --diagnostics': 'inspect' },
    values: {
      '-c --configuration -f --framework -r --runtime -v --verbosity --arch --os --logger --filter --settings -p --property --version --channel':
        'text',
      '--additionalprobingpath --additional-deps --depsfile --runtimeconfig --startup-hook': 'code.load',
      '-s --source --add-source --source-url': 'package.foreign',
      '-o --output --artifacts-path --results-directory': 'file.write',
    },
    commands: {
      'build test msbuild pack clean restore publish store vstest format': {
        does: 'build',
        operands: 'text*',
        values: { '-t --target': 'text', '--test-adapter-path --collect': 'code.load' },
        flags: { '--verify-no-changes': 'inspect' },
      },
      run: {
        does: 'code.project',
        operands: 'text*',
        values: { '--project': 'code.project', '--launch-profile -lp': 'text' },
      },
      watch: { does: 'code.project', operands: 'text*', values: { '--project': 'code.project' } },
      exec: { style: 'posix', operands: ['file.run', 'text*'] },
      fsi: {
        style: 'posix',
        operands: ['file.run', 'text*'],
        stdin: 'source.other',
        values: { '--exec --use --load -r --reference': 'file.run' },
      },
      script: { style: 'posix', operands: ['file.run', 'text*'] },
      new: {
        does: 'file.create',
        operands: 'text*',
        commands: {
          'list search details': 'inspect',
          'install update': 'package.install-system',
          uninstall: 'package.remove',
        },
      },
      'add package': { does: 'package.install', operands: 'text*' },
      remove: { does: 'package.remove', operands: 'text*' },
      'list reference': { does: 'inspect', operands: 'text*' },
      sln: { does: 'vcs.change', operands: 'text*' },
      'tool workload': {
        commands: {
          'list search --info': 'inspect',
          'install update restore repair config': 'package.install-system',
          'uninstall clean': 'package.remove',
          'run exec': { does: 'code.project', operands: 'text*' },
        },
      },
      dnx: { does: 'code.remote-package', operands: 'text*' },
      nuget: {
        commands: {
          'push delete': 'package.publish',
          'list verify why': 'inspect',
          locals: { does: 'inspect', operands: 'text*', flags: { '-c --clear': 'cache.clear' } },
          'add update enable disable remove config trust sign': 'config.redirect',
        },
      },
      ef: {
        groups: 'migrations dbcontext database',
        commands: {
          'list info script has-pending-model-changes': 'inspect',
          'add remove bundle scaffold optimize': 'build',
          update: 'database.change',
          drop: 'database.change',
        },
      },
      'user-secrets': { commands: { list: 'secret.show', '*': 'secret.change' } },
      'dev-certs': { does: 'secret.change', operands: 'text*' },
      'build-server sdk completions help': 'inspect',
      'counters trace dump gcdump': 'process.trace',
      'aspnet-codegenerator': 'build',
    },
  },
  'nuget nuget.exe': {
    style: 'long',
    values: {
      '-Source -FallbackSource -s': 'package.foreign',
      '-OutputDirectory -o': 'file.write',
      '-ConfigFile': 'config.redirect',
      '-Version -ApiKey -Framework -Verbosity -SolutionDirectory': 'text',
    },
    commands: {
      'list search locals help verify': 'inspect',
      'install restore update': 'package.install',
      'pack spec': 'build',
      'push delete': 'package.publish',
      'sources setapikey config trusted-signers add init': 'config.redirect',
    },
  },
  'msbuild xbuild csc mcs vbc fsharpc fsc': { does: 'build', operands: 'text*', values: { '-out': 'file.write' } },
  'csi fsi fsharpi dotnet-script': { style: 'posix', operands: ['file.run', 'text*'], stdin: 'source.other' },
  'mono mono-sgen': {
    style: 'posix',
    operands: ['file.run', 'text*'],
    values: { '--debugger-agent --profile': 'text', '--config': 'file.read' },
  },
  csharp: {
    style: 'posix',
    operands: ['file.run', 'text*'],
    stdin: 'source.other',
    values: { '-e': 'source.other', '-r': 'code.load' },
  },
  'xsp xsp2 xsp4': 'network.listen',
  'paket fake': {
    does: 'package.install',
    commands: {
      'find-packages find-package-versions show-installed-packages why outdated': 'inspect',
      push: 'package.publish',
      run: 'code.project',
    },
    operands: 'text*',
  },
  'dotnet-ef': {
    groups: 'migrations dbcontext database',
    commands: {
      'list info script': 'inspect',
      'add remove bundle scaffold': 'build',
      update: 'database.change',
      drop: 'database.change',
    },
  },
  'ilasm ildasm monodis ikdasm': { does: 'build', operands: 'file.read*', values: { '-out -output': 'file.write' } },
};
