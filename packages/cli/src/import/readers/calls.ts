/** Names of tools of MCP servers, as agents write them: `mcp__SERVER__TOOL`. */
import type { Subject } from '../source.ts';

/** Two underscores may belong to the server's name or to the tool's: every way to part them counts. */
export function callSubject(name: string, detail: string | undefined): Subject {
  if (detail !== undefined) return { kind: 'unread', why: 'rules know nothing of what a tool is called with' };
  const parts = name.slice('mcp__'.length).split('__');
  if (parts.length === 1 && parts[0] !== '*') return named([parts[0] ?? '']);
  const servers = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('__'));
  const tools = parts.slice(1).map((_, index) => parts.slice(index + 1).join('__'));
  return tools.length === 1 && tools[0] === '*' ? named(servers) : named(servers, tools);
}

function named(servers: readonly string[], tools?: readonly string[]): Subject {
  const names = [...servers, ...(tools ?? [])];
  if (names.some((part) => part === '' || part.includes('*'))) {
    return { kind: 'unread', why: 'rules name servers and tools in full' };
  }
  return { kind: 'call', servers, ...(tools && { tools }) };
}
