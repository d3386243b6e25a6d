/** Claude Code. */
import type { RealAgent } from './agent.ts';

export const claude: RealAgent = {
  name: 'claude',
  program: `node_modules/@anthropic-ai/claude-code-linux-${process.arch}/claude`,
  environment: ({ modelUrl }) => ({
    ANTHROPIC_BASE_URL: modelUrl,
    ANTHROPIC_API_KEY: 'scripted',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
  }),
  words: (prompt) => ['-p', prompt, '--model', 'scripted', '--permission-mode', 'bypassPermissions'],
  shell: (command) => ({ name: 'Bash', args: { command, description: 'from the script' } }),
  delegate: (prompt) => ({
    name: 'Agent',
    args: { description: 'from the script', prompt, subagent_type: 'general-purpose', run_in_background: false },
  }),
  skill: (command) => ({
    path: 'work/.claude/skills/scripted/SKILL.md',
    text: `---\nname: scripted\ndescription: from the script\nallowed-tools: Bash\n---\n!\`${command}\`\n`,
    call: { name: 'Skill', args: { skill: 'scripted' } },
  }),
  fileTools: {
    write: (file_path, content) => ({ name: 'Write', args: { file_path, content } }),
    read: (file_path) => ({ name: 'Read', args: { file_path } }),
  },
};
