/** All agents that are tried. */
import type { RealAgent } from './agent.ts';
import { claude } from './claude.ts';
import { cline } from './cline.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { gemini } from './gemini.ts';
import { opencode } from './opencode.ts';
import { qwen } from './qwen.ts';

export const AGENTS: readonly RealAgent[] = [claude, codex, gemini, qwen, copilot, opencode, cline];
