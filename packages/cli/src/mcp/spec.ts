/** `capgate mcp` and `capgate mcp-proxy` in the list of commands. */
import { CONTEXT_OPTIONS, POLICY_OPTIONS, SOCKET_OPTION } from '../options.ts';
import type { CommandSpec } from '../specification.ts';

export const MCP: CommandSpec = {
  name: 'mcp',
  summary: 'Answer agents by the Model Context Protocol what a command would do',
  description: [
    'Serves the tools, resources and prompts of the Tool Capability Protocol over standard input and output, or with --http on this machine alone. Nothing is run, and no gate is needed but for the decisions of one.',
    'Over HTTP every request needs the token in --token-file, which is made there where there is none.',
  ],
  examples: [
    { line: 'capgate mcp', says: "In an agent's list of servers" },
    { line: 'capgate mcp --http 7414', says: 'By POST to http://127.0.0.1:7414/mcp' },
  ],
  options: [
    ...CONTEXT_OPTIONS,
    ...POLICY_OPTIONS,
    { name: 'http', value: 'PORT', summary: 'Serve Streamable HTTP on 127.0.0.1; 0 takes a free port' },
    {
      name: 'token-file',
      value: 'FILE',
      completion: 'file',
      summary: "With --http: where its token is; a file of the gate's own where absent",
    },
    SOCKET_OPTION,
  ],
  load: () => import('./serve.ts'),
};

export const MCP_PROXY: CommandSpec = {
  name: 'mcp-proxy',
  summary: 'Stand before an MCP server and let no call through that the gate does not allow',
  description: [
    'Starts COMMAND, a server that speaks over standard input and output, and passes everything on but calls of tools: each is decided by the running gate, with the command lines, paths and URLs in its arguments. Where no gate answers in time, the call is refused.',
    'What the gate asks about is asked of the person at the client, where it can show a form; else it waits among the approvals.',
    "A server's tools are pinned when they are first seen. A tool that is not as it was pinned is held back until a person trusts it.",
  ],
  examples: [
    {
      line: 'capgate mcp-proxy --name files -- npx -y @modelcontextprotocol/server-filesystem /srv/app',
      says: "In an agent's list of servers, in the server's place",
    },
    { line: 'capgate mcp-proxy show files', says: 'Which of its tools are pinned, and which wait' },
    { line: 'capgate mcp-proxy trust files', says: 'Look at those that wait, and trust them' },
  ],
  operands: { label: '-- COMMAND…', min: 1, max: Number.POSITIVE_INFINITY },
  options: [
    { name: 'name', value: 'SERVER', summary: 'By which rules and pins name the server; as its program is called' },
    {
      name: 'agent',
      value: 'NAME',
      summary: 'The name of the agent, for rules that name agents; as the client says',
    },
    { name: 'deadline-ms', value: 'MS', summary: 'How long the gate may take to decide; 8000' },
    SOCKET_OPTION,
  ],
  commands: [
    {
      name: 'show',
      summary: 'Show the tools of a server that are pinned, and those that wait',
      examples: [{ line: 'capgate mcp-proxy show files', says: 'By the name that the server has in rules' }],
      operands: { label: 'SERVER', min: 1, max: 1 },
      load: async () => ({ run: (await import('./trust.ts')).show }),
    },
    {
      name: 'trust',
      summary: 'Trust tools of a server that have changed, or joined it',
      description: ['A person only, at a terminal: the gate says whether one is there. Without TOOL all that wait.'],
      examples: [{ line: 'capgate mcp-proxy trust files read_file', says: 'One of them' }],
      operands: { label: 'SERVER [TOOL…]', min: 1, max: Number.POSITIVE_INFINITY },
      options: [SOCKET_OPTION],
      load: async () => ({ run: (await import('./trust.ts')).trust }),
    },
  ],
  load: () => import('./proxy.ts'),
};
