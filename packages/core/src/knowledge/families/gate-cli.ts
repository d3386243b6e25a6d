/** The gate's own command line: asking it is harmless, changing what it permits is not for an agent. */
import type { CommandSpec } from '../vocabulary/spec.ts';

/** Whatever runs it: a shell, or a package manager (`yarn capgate …`). */
export const GATE_CLI: CommandSpec = {
  bare: 'inspect',
  flags: { '-h -V': { only: true } },
  values: { '--socket': 'text' },
  commands: {
    'check scan explain help version completion doctor status log why eval bench': {
      does: 'inspect',
      operands: 'text*',
      values: {
        '--mode --cwd --workspace --home --platform --color --fail-on --as': 'text',
        '--policy': 'file.list',
      },
    },
    descriptor: { commands: { 'encode decode diff': { does: 'inspect', operands: 'text*' } } },
    registry: {
      commands: {
        lookup: { does: 'inspect', operands: 'text*' },
        inspect: 'file.read',
        build: { operands: ['file.read*', 'file.write'], values: { '-o --output': 'file.write' } },
      },
    },
    policy: {
      commands: {
        'lint test explain show list history diff': { does: 'inspect', operands: 'text*' },
        '*': 'gate.tamper',
      },
    },
    audit: {
      commands: {
        'show verify list tail prove search stats': { does: 'inspect', operands: 'text*' },
        '*': 'gate.tamper',
      },
    },
    'approvals approval': { bare: 'inspect', commands: { 'list show': 'inspect', '*': 'gate.tamper' } },
    'token keys': { commands: { 'list show': 'inspect', '*': 'gate.tamper' } },
    fleet: { commands: { 'status list show': 'inspect', '*': 'gate.tamper' } },
    kernel: { bare: 'inspect', commands: { '*': 'gate.tamper' } },
    mcp: { does: 'agent.start' },
    run: {
      style: 'posix',
      operands: 'command',
      values: { '--workspace --agent --allow-read --allow-write --color': 'text' },
    },
    '*': 'gate.tamper',
  },
};
