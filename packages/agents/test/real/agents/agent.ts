/** What is told to a real agent, and how it is told. */
import type { ToolCall } from '../exchange.ts';
import type { World } from '../world.ts';

export interface Setting {
  readonly world: World;
  /** What starts the agent, to which its words are added. */
  readonly program: readonly string[];
  readonly modelUrl: string;
}

export interface RealAgent {
  /** As `capgate hook` calls it. */
  readonly name: string;
  /** Below the folder where it is installed. */
  readonly program: string;
  /** Whether Node runs the program. */
  readonly isScript?: boolean;
  /** What its model is told: the gate's reasons and the hook's failures, where it is not all of that. */
  readonly told?: 'reasons only' | 'nothing';
  /** Its variables, with which it takes the scripted model for its own. */
  environment(setting: Setting): Readonly<Record<string, string>>;
  /** Writes what it must be told in files for the same. */
  configure?(setting: Setting): void | Promise<void>;
  /** Makes it heed its hooks, where their being there is not enough. */
  trust?(setting: Setting): Promise<void>;
  /** One prompt, no questions, no person. */
  words(prompt: string, setting: Setting): readonly string[];
  /** Its own tools, as its model calls them. */
  readonly shell: (command: string) => ToolCall;
  /** The shell in another folder, where its tool takes one. */
  readonly shellIn?: (command: string, folder: string) => ToolCall;
  /** Hands a task to an agent below it. */
  readonly delegate?: (task: string) => ToolCall;
  /** A packet of instructions with a command that runs when its model takes it up. */
  readonly skill?: (command: string) => { readonly path: string; readonly text: string; readonly call: ToolCall };
  readonly fileTools?: {
    readonly write: (path: string, text: string) => ToolCall;
    readonly read?: (path: string) => ToolCall;
    /** Prints the lines with the pattern in the files below a folder. */
    readonly search?: (pattern: string, folder: string) => ToolCall;
  };
}
