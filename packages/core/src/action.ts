/** What an agent wants to do. Each kind is read by its own small front; policy sees effects only. */

/** A command line for a POSIX-like shell. */
export interface CommandAction {
  readonly kind: 'command';
  readonly command: string;
}

/** An operation on one file, made through an agent's own file tool. */
export interface FileAction {
  readonly kind: 'file';
  readonly operation: 'list' | 'read' | 'create' | 'write' | 'append' | 'move' | 'delete' | 'delete-tree';
  readonly path: string;
}

/** A request made through an agent's own fetch tool. */
export interface FetchAction {
  readonly kind: 'fetch';
  readonly url: string;
  /** HTTP method, `GET` where absent. */
  readonly method?: string;
}

/** A call of a tool over the Model Context Protocol, with what its server says about it. */
export interface ToolCallAction {
  readonly kind: 'tool-call';
  readonly server: string;
  readonly tool: string;
  /** Tool annotations of MCP; hints of the server, believed only as far as they make it riskier, unless a policy trusts the server. */
  readonly annotations?: {
    readonly readOnlyHint?: boolean;
    readonly destructiveHint?: boolean;
    readonly openWorldHint?: boolean;
  };
}

export type Action = CommandAction | FileAction | FetchAction | ToolCallAction;
