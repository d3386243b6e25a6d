/** Continuous integration and forges. */
import type { Group } from './group.ts';

export const pipelines: readonly Group[] = [
  {
    balanced: 'allow',
    strict: 'allow',
    why: 'looks, computes or prints',
    commands: [
      "echo 'SELECT 1' | psql shop",
      "echo 'git status' | bash",
      'gh run list',
      'gh pr checks 5',
      'jenkins-cli list-jobs',
      'buildkite-agent --version',
      'gh search code foo --owner o',
    ],
  },
  {
    balanced: 'allow',
    strict: 'ask',
    why: "changes what is easily undone, or runs the project's own code",
    commands: [
      "echo 'npm run build' | sh",
      "printf 'insert into tags values (1);\\n' | sqlite3 app.db",
      'circleci local execute',
      'dagger call test',
      'gh repo clone o/r',
      'gh pr checkout 5',
    ],
  },
  {
    balanced: 'ask',
    strict: 'ask',
    why: 'is dangerous or tells a secret, and legitimate at times',
    commands: [
      'echo "$STATEMENT" | psql shop',
      "{ echo 'ls'; cat more.sh extra/more.sh; } | ssh build1 sh",
      'jenkins-cli build deploy',
      'fly -t ci trigger-job -j p/j',
      'gitlab-runner register',
      'drone build promote o/r 5 production',
      'tkn pipeline start deploy',
      'gh pr merge 5 --squash',
      'gh api -X DELETE repos/o/r/branches/main/protection',
      'gh variable set X --body y',
      'gh codespace ssh',
      'gh extension install o/x',
      'gh ssh-key add key.pub',
    ],
  },
];
