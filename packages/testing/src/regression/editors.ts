/** Editors, by hand and in batches. */
import type { Group } from './group.ts';

export const editors: readonly Group[] = [
  {
    balanced: 'allow',
    strict: 'ask',
    why: "changes what is easily undone, or runs the project's own code",
    commands: ['nano file.txt', 'code --diff a.txt b.txt', "ed -s file.txt <<< $'1d\\nw'"],
  },
  {
    balanced: 'ask',
    strict: 'ask',
    why: 'is dangerous or tells a secret, and legitimate at times',
    commands: [
      'vim -es -c "%s/a/b/g" -c wq file.txt',
      'emacs --batch --eval "(delete-directory \\"/\\" t)"',
      'ed',
      "ex -sc '!sh' -cq file",
    ],
  },
];
