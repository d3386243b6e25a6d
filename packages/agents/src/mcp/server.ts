/**
 * The public protocol's MCP server: what would this command line do, and may it? Everything but the decisions of a gate is
 * answered by the core alone. Nothing is ever run.
 */
import type { Context } from '@capgate/core';
import {
  type CallToolResult,
  type GetPromptResult,
  McpServer,
  type ReadResourceResult,
  ResourceTemplate,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { analyse, analyseFamily, describeNames, familyNames } from './analysis.ts';
import { AlternativeSchema, AnalysisSchema, CommandSchema, FamilySchema, NameSchema } from './schemas.ts';

export interface CapgateServerParts {
  readonly version: string;
  /** Where the command lines would run, and under which policy. */
  readonly context: Context;
  /** Names of the commands on the search path. */
  readonly namesOnPath: () => readonly string[];
  /** A decision of the running gate, and why; rejects with an error that says what to do. */
  readonly decision: (id: string) => Promise<unknown>;
}

const INSTRUCTIONS =
  'Says what a command line would do, by its effects, and whether it may run here. Ask before running what you are not sure of; a command that is stopped comes with its reason and, where one is known, a safer way. Nothing is run, and an answer here is no permission: the gate decides again when the command runs.';

/** Nothing is changed, asking again changes nothing, and nothing outside this machine is asked. */
const LOOKS_ONLY = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
const JSON_TYPE = 'application/json';
/** Names that a client is offered as it completes. */
const COMPLETIONS_MAX = 100;

export function createCapgateServer(parts: CapgateServerParts): McpServer {
  const server = new McpServer(
    { name: 'capgate', title: 'Capgate', version: parts.version },
    { instructions: INSTRUCTIONS },
  );
  addTools(server, parts);
  addResources(server, parts);
  addPrompts(server);
  return server;
}

function addTools(server: McpServer, { context }: CapgateServerParts): void {
  server.registerTool(
    'analyze_command_safety',
    {
      title: 'Analyse a command line',
      description: 'What a command line would do, its risk, and whether it may run here. It is not run.',
      inputSchema: z.object({ command: CommandSchema }),
      outputSchema: AnalysisSchema,
      annotations: LOOKS_ONLY,
    },
    ({ command }) => structured({ ...analyse(command, context) }),
  );
  server.registerTool(
    'get_safe_alternative',
    {
      title: 'Find a safer command line',
      description: 'A command line that reaches much the same with less risk, where one is known. Neither is run.',
      inputSchema: z.object({ dangerous_cmd: CommandSchema }),
      outputSchema: AlternativeSchema,
      annotations: LOOKS_ONLY,
    },
    ({ dangerous_cmd }) => structured(alternativeTo(dangerous_cmd, context)),
  );
  server.registerTool(
    'check_hierarchical_family',
    {
      title: 'Look at a family of commands',
      description: 'A tool and all its subcommands that are known, each with its risk and descriptor.',
      inputSchema: z.object({ tool_family: NameSchema.describe('The tool: git, docker, kubectl …') }),
      outputSchema: FamilySchema,
      annotations: LOOKS_ONLY,
    },
    ({ tool_family }) => structured({ ...analyseFamily(tool_family) }),
  );
}

function alternativeTo(command: string, context: Context): z.infer<typeof AlternativeSchema> {
  const { safe_alternative, verdict, reasoning } = analyse(command, context);
  const alternative_verdict = safe_alternative === null ? null : analyse(safe_alternative, context).verdict;
  return { dangerous_cmd: command, safe_alternative, verdict, alternative_verdict, reasoning };
}

/** The text beside it is for clients that know nothing of structure. */
function structured(value: Record<string, unknown>): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: value };
}

function addResources(server: McpServer, parts: CapgateServerParts): void {
  const { context, namesOnPath, decision } = parts;
  server.registerResource(
    'command',
    new ResourceTemplate('tcp://command/{command_name}', { list: undefined }),
    { title: 'A command', description: 'What running it without arguments would do.', mimeType: JSON_TYPE },
    (uri, { command_name }) => json(uri, analyse(textOf(command_name), context)),
  );
  server.registerResource(
    'family',
    new ResourceTemplate('tcp://family/{family_name}', {
      list: undefined,
      complete: {
        family_name: (begun) =>
          familyNames()
            .filter((name) => name.startsWith(begun))
            .slice(0, COMPLETIONS_MAX),
      },
    }),
    { title: 'A family', description: 'A tool and its subcommands that are known.', mimeType: JSON_TYPE },
    (uri, { family_name }) => json(uri, analyseFamily(textOf(family_name))),
  );
  server.registerResource(
    'path',
    'tcp://system/path',
    { title: 'The search path', description: 'Every command on it, and what is known of each.', mimeType: JSON_TYPE },
    (uri) => json(uri, { commands: describeNames(namesOnPath(), context) }),
  );
  server.registerResource(
    'decision',
    new ResourceTemplate('capgate://decision/{decision}', { list: undefined }),
    { title: 'A decision', description: 'One decision of the running gate, and why.', mimeType: JSON_TYPE },
    async (uri, variables) => json(uri, await decision(textOf(variables['decision']))),
  );
}

function json(uri: URL, value: unknown): ReadResourceResult {
  return { contents: [{ uri: uri.href, mimeType: JSON_TYPE, text: JSON.stringify(value) }] };
}

/** A part of a URI, as it was meant: `git%20push`. */
function textOf(variable: string | string[] | undefined): string {
  const text = Array.isArray(variable) ? variable.join(',') : (variable ?? '');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function addPrompts(server: McpServer): void {
  server.registerPrompt(
    'tcp_safety_analysis',
    {
      title: 'Analyse a command line',
      description: 'Asks for an account of what a command line would do, before anybody runs it.',
      argsSchema: z.object({ command: CommandSchema }),
    },
    ({ command }) =>
      asked(
        'Call analyze_command_safety with the command line below. Say what it would do, to what, whether that can be undone, and whether it may run; do not run it.',
        command,
      ),
  );
  server.registerPrompt(
    'tcp_safe_alternative',
    {
      title: 'Find a safer way',
      description: 'Asks for a safer command line that reaches the same.',
      argsSchema: z.object({ dangerous_command: CommandSchema }),
    },
    ({ dangerous_command }) =>
      asked(
        'Call get_safe_alternative with the command line below. If there is none, propose one and check it with analyze_command_safety; run neither.',
        dangerous_command,
      ),
  );
  server.registerPrompt(
    'explain_denial',
    {
      title: 'Explain a denial',
      description: 'Asks why the gate stopped something, and what would be allowed.',
      argsSchema: z.object({ decision: NameSchema.describe('As the gate names the decision.') }),
    },
    ({ decision }) =>
      asked(
        'Read the resource capgate://decision/ of the decision named below. Say what was stopped, by which rule and why, and what would be allowed instead.',
        decision,
      ),
  );
}

/** The text is data, and is marked as such: JSON has no way out of a string. */
function asked(instruction: string, text: string): GetPromptResult {
  const content = { type: 'text' as const, text: `${instruction}\n\nAs JSON: ${JSON.stringify(text)}` };
  return { messages: [{ role: 'user', content }] };
}
