/** What the tools of `capgate mcp` take and give, as schemas. */
import { RISKS, VERDICTS } from '@capgate/core';
import * as z from 'zod';
import { AGENT_DECISIONS } from './analysis.ts';

/** As the core reads them. */
const COMMAND_LENGTH_MAX = 1 << 20;
const NAME_LENGTH_MAX = 200;

const Risk = z.enum(RISKS);

export const CommandSchema = z
  .string()
  .max(COMMAND_LENGTH_MAX)
  .describe('A command line as a POSIX shell would read it. It is not run.');

export const NameSchema = z.string().min(1).max(NAME_LENGTH_MAX);

export const AnalysisSchema = z.object({
  command: z.string(),
  risk_level: Risk,
  security_flags: z.string().regex(/^0x[0-9a-f]{8}$/u),
  capabilities: z.array(z.string()),
  performance: z
    .object({ exec_time_ms: z.int(), memory_mb: z.int(), output_kb: z.int() })
    .describe('Estimates; 0 is unknown.'),
  agent_decision: z.enum(AGENT_DECISIONS),
  reasoning: z.string(),
  verdict: z.enum(VERDICTS),
  rule: z.string().describe('What the verdict rests on.'),
  descriptor: z.string().regex(/^[0-9a-f]{48}$/u),
  safe_alternative: z.string().nullable().describe('A command line that is asked less about, where one is known.'),
});

export const AlternativeSchema = z.object({
  dangerous_cmd: z.string(),
  safe_alternative: z.string().nullable(),
  verdict: z.enum(VERDICTS).describe('On the command as it was given.'),
  alternative_verdict: z.enum(VERDICTS).nullable(),
  reasoning: z.string(),
});

export const FamilySchema = z.object({
  tool_family: z.string(),
  known: z.boolean(),
  subcommand_count: z.int(),
  risk_floor: Risk.nullable(),
  risk_ceiling: Risk.nullable(),
  encoded: z.string().nullable().describe('The lossless family form, in hexadecimal.'),
  commands: z.array(
    z.object({ name: z.string(), risk_level: Risk, capabilities: z.array(z.string()), descriptor: z.string() }),
  ),
});
