/** Command lines of coding agents and language models. Starting one is a hand-over; taking its safeguards off is another matter. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

/** Servers of tools that an agent will start by itself. */
const MCP: CommandSpec = {
  bare: 'inspect',
  commands: {
    'list ls get status tools inspect debug help': 'inspect',
    'remove rm delete disable logout': 'config.change',
    'auth login': 'remote.login',
    serve: 'network.connect',
    '*': 'config.redirect',
  },
};
const PLUGINS: CommandSpec = {
  commands: {
    'list ls validate info search inspect help check': 'inspect',
    'remove rm uninstall disable delete': 'config.change',
    '*': 'config.redirect',
  },
};

export const agents: Family = {
  'claude claude-code': {
    does: 'agent.start',
    flags: {
      '-v -h': { only: true },
      '--dangerously-skip-permissions --allow-dangerously-skip-permissions --dangerously-load-development-channels':
        'agent.unleash',
    },
    values: {
      '--permission-mode': { 'bypassPermissions dontAsk': 'agent.unleash', else: 'text' },
      '--allowedTools --allowed-tools': { 'Bash Bash(*) *Bash,* *,Bash* *Bash(*:*': 'agent.unleash', else: 'text' },
      '--mcp-config --plugin-dir --plugin-url': 'code.hook',
      '--settings --setting-sources': 'config.redirect',
      '--permission-prompt-tool': 'agent.unleash',
      '--add-dir': 'file.read',
      '--debug-file': 'file.write',
      '-p --print -r --resume --from-pr -w --worktree -d --debug': { takes: 'text', attached: true },
      '--model --fallback-model --output-format --input-format --system-prompt --append-system-prompt --agent --agents --effort --session-id --max-turns --max-budget-usd --json-schema --betas --tools --disallowedTools --disallowed-tools --name -n --prompt --prompt-file --system-prompt-file':
        'text',
    },
    commands: {
      mcp: MCP,
      'plugin plugins': { ...PLUGINS, commands: { ...PLUGINS.commands, marketplace: PLUGINS } },
      'doctor agents': 'inspect',
      config: { commands: { 'list get': 'inspect', '*': 'config.redirect' } },
      'update upgrade install migrate-installer': 'package.install-system',
      'setup-token auth': { does: 'remote.login', commands: { status: 'inspect' } },
      'remote-control': 'network.connect',
    },
    operands: 'text*',
  },
  codex: {
    does: 'agent.start',
    flags: {
      '-V -h': { only: true },
      '--dangerously-bypass-approvals-and-sandbox --yolo --dangerously-bypass-hook-trust': 'agent.unleash',
      '--full-auto --search --oss': 'inspect',
    },
    values: {
      '-a --ask-for-approval': { never: 'agent.unleash', else: 'text' },
      '-s --sandbox': { 'danger-full-access': 'agent.unleash', else: 'text' },
      '-c --config': {
        'model=* model_reasoning_effort=* model_provider=openai*': 'text',
        'sandbox* approval*': 'agent.unleash',
        else: 'config.redirect',
      },
      '-m --model -p --profile --enable --disable --color --output-schema': 'text',
      '-C --cd': 'directory',
      '-i --image --add-dir': 'file.read',
      '-o --output-last-message': 'file.write',
      '--remote': 'network.connect',
    },
    commands: {
      'exec e review resume fork apply a cloud': { does: 'agent.start', operands: 'text*' },
      mcp: MCP,
      'mcp-server app-server': 'agent.start',
      'login logout': 'remote.login',
      'completion features debug help': 'inspect',
      sandbox: {
        style: 'posix',
        operands: 'command',
        commands: { 'macos seatbelt linux landlock': { style: 'posix', operands: 'command' } },
      },
      execpolicy: 'inspect',
      plugin: PLUGINS,
      update: 'package.install-system',
    },
    operands: 'text*',
  },
  'gemini qwen iflow': {
    does: 'agent.start',
    flags: {
      '-v -h -l --list-extensions --list-sessions': { only: true },
      '-y --yolo': 'agent.unleash',
      '-s --sandbox -d --debug': 'inspect',
    },
    values: {
      '--approval-mode': { yolo: 'agent.unleash', else: 'text' },
      '--allowed-tools': 'agent.unleash',
      '--allowed-mcp-server-names -e --extensions -m --model -p --prompt -i --prompt-interactive -o --output-format -r --resume --policy':
        'text',
      '--include-directories': 'file.read',
      '--delete-session': 'config.change',
    },
    commands: { mcp: MCP, 'extensions extension skills skill hooks': PLUGINS },
    operands: 'text*',
  },
  aider: {
    does: 'agent.start',
    operands: 'file.write*',
    flags: {
      '-v --list-models --show-repo-map --show-prompts --show-release-notes --check-update': { only: true },
      '--yes-always --yes -y': 'agent.unleash',
      '--auto-test --auto-lint --test --lint --watch-files': 'code.project',
      '--upgrade --install-main-branch': 'package.install-system',
    },
    values: {
      '--test-cmd --lint-cmd --notifications-command': 'source.shell',
      '--editor': 'code.hook',
      '--load -c --config --env-file': 'file.run',
      '--read -f --message-file --file': 'file.read',
      '-m --message --msg --model --weak-model --editor-model --api-key --openai-api-key --anthropic-api-key --openai-api-base --edit-format --map-tokens --timeout --encoding':
        'text',
      '--chat-history-file --input-history-file --llm-history-file --apply': 'file.write',
      '--set-env': 'text',
    },
  },
  'cursor-agent agent': {
    does: 'agent.start',
    flags: {
      '-v -h': { only: true },
      '-f --force --yolo --trust --approve-mcps': 'agent.unleash',
      '--auto-review': 'inspect',
    },
    values: {
      '-m --model --output-format --resume -a --api-key -H --header --mode -w --worktree': 'text',
      '--workspace': 'directory',
      '--sandbox': { disabled: 'agent.unleash', else: 'text' },
      '-p --print': { takes: 'text', attached: true },
    },
    commands: {
      mcp: MCP,
      'status whoami ls about models help': 'inspect',
      'login logout': 'remote.login',
      'update upgrade': 'package.install-system',
      'install-shell-integration uninstall-shell-integration': 'config.redirect',
      'rule generate-rule': 'config.change',
      'resume create-chat': 'agent.start',
    },
    operands: 'text*',
  },
  'opencode kilocode kilo': {
    does: 'agent.start',
    flags: {
      '-v -h': { only: true },
      '--dangerously-skip-permissions --auto --yolo': 'agent.unleash',
      '--share': 'network.send',
    },
    values: {
      '-m --model -s --session --agent --prompt --port --hostname --format --log-level --title --variant --mode -w --workspace --timeout':
        'text',
      '-f --file': 'file.read',
      '--attach': 'network.connect',
      '--cwd --dir': 'directory',
    },
    commands: {
      'run pr': { does: 'agent.start', operands: 'text*' },
      mcp: MCP,
      'plugin plug': PLUGINS,
      agent: { commands: { list: 'inspect', create: 'config.change' } },
      session: { commands: { list: 'inspect', delete: 'config.change' } },
      'models stats export debug completion db help': 'inspect',
      import: 'config.change',
      auth: { commands: { 'list ls': 'inspect', 'login logout': 'remote.login' } },
      providers: { commands: { 'list ls': 'inspect', 'login logout': 'remote.login' } },
      'serve web acp': 'network.listen',
      attach: 'network.connect',
      github: { commands: { install: 'config.redirect', run: 'agent.start' } },
      upgrade: 'package.install-system',
      uninstall: 'package.remove',
    },
    operands: 'text*',
  },
  'ampcode crush droid auggie augment kiro-cli kiro-cli-chat cline plandex pdx roo cn openhands swe-agent sweagent mini-swe-agent gpt-engineer gpte devin junie rovodev codebuff mentat openclaw zeroclaw nanoclaw picoclaw clawdbot moltbot letta forgecode interpreter open-interpreter autogpt auto-gpt babyagi crewai smol-developer gptme kimi vibe mistral-vibe pi hermes-agent tabnine jules amazonq agentapi claude-flow ruflo vibe-kanban container-use cagent':
    {
      does: 'agent.start',
      flags: {
        '-v -h': { only: true },
        '--dangerously-allow-all --dangerously-skip-permissions --yolo -y --yes --trust-all-tools --skip-permissions-unsafe --auto-approve --auto-approve-all --allow-all --no-confirm --auto-run --dangerously-bypass-approvals-and-sandbox --headless-unsafe --full-auto --autonomous':
          'agent.unleash',
      },
      values: {
        '--auto': { high: 'agent.unleash', else: 'text' },
        '--trust-tools': 'agent.unleash',
        '-m --model -p --prompt -f --file --mode --agent --message --task -c --config --channel': 'text',
        '--mcp-config': 'code.hook',
        '-x --execute': 'text',
      },
      commands: {
        mcp: MCP,
        'help version doctor status models stats whoami list usage logs info tools-list sessions threads nodes providers config-show hardware migrate':
          { does: 'inspect', operands: 'text*' },
        'login logout auth': 'remote.login',
        'update upgrade install': { does: 'package.install-system' },
        uninstall: 'package.remove',
        'config configure setup onboard settings': { does: 'config.redirect' },
        'plugin plugins skill skills extension extensions permissions hooks': PLUGINS,
        'run exec chat agent ask resume translate': { does: 'agent.start', operands: 'text*' },
        'gateway serve daemon web server acp': { does: 'network.listen', operands: 'text*' },
      },
      operands: 'text*',
    },

  // Question-and-answer tools: text goes to a model, an answer comes back.
  llm: {
    does: 'network.fetch',
    values: {
      '-s --system -m --model -t --template -o --option -c --cid --conversation -p --param -d --database --schema':
        'text',
      '-a --attachment -f --fragment': 'file.read',
      '--functions': 'source.python',
      '-T --tool': 'code.load',
    },
    commands: {
      'models templates logs plugins aliases schemas fragments similar collections embed-models openai tools': {
        bare: 'inspect',
        commands: { 'list path show status options': 'inspect', '*': 'config.change' },
        operands: 'text*',
      },
      keys: { commands: { 'list path': 'inspect', get: 'secret.show', set: 'secret.change' } },
      'prompt chat embed embed-multi': { does: 'network.fetch', operands: 'text*' },
      install: { does: 'package.install', operands: 'text*' },
      uninstall: 'package.remove',
    },
    operands: 'text*',
  },
  'sgpt shell-gpt aichat mods tgpt chatgpt gpt oai chatblade fabric-ai ask butterfish heygpt ai aiac deepseek perplexity grok-cli phind cody tlm yai howto openai anthropic cohere mistral groq litellm elia oterm parllama gpt-cli ttok strip-tags files-to-prompt repomix gitingest code2prompt aicommits opencommit oco':
    {
      does: 'network.fetch',
      operands: 'text*',
      flags: { '-s --shell -e --execute --interaction': 'code.inline' },
      values: {
        '-o --output': 'file.write',
        '-f --file': 'file.read',
        '-m --model --role --temperature -r': 'text',
        '--functions': 'code.load',
      },
    },
  'mcp-cli mcptools mcp-inspector fastmcp mcpo mcp-proxy supergateway smithery mcphost mcp-remote mcp-get': {
    does: 'code.project',
    commands: {
      'list tools resources prompts version help inspect': 'inspect',
      'install add': 'config.redirect',
      'run dev serve': 'code.project',
    },
    operands: 'text*',
  },
  ccusage: 'inspect',
  skills: PLUGINS,
};
