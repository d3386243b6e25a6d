/** `capgate lab`, as it is described. */
import { JSON_OPTION } from '../options.ts';
import type { CommandSpec } from '../specification.ts';

export const LAB: CommandSpec = {
  name: 'lab',
  summary: 'Plan experiments that prove what is claimed (a package of its own)',
  examples: [{ line: 'capgate lab plan experiment.yaml', says: 'Is it a plan, and what can it show?' }],
  commands: [
    {
      name: 'plan',
      summary: 'Check the document of an experiment before anything is measured',
      description: [
        'Reads YAML, or JSON where the name ends in .json; prints the hypotheses, their tests, how many values each needs for the power it states and how many are planned, and the SHA-256 by which the plan is known: a changed plan is another experiment.',
        'The exit status is 1 where the document is no plan, or where its primary hypotheses need more than it has; each fault is told with its place and what was expected there.',
        'Needs the package @capgate/lab beside capgate: npm install --global @capgate/lab.',
      ],
      examples: [
        { line: 'capgate lab plan experiment.yaml', says: 'Read by a person' },
        { line: 'capgate lab plan --json experiment.yaml', says: 'By a program' },
      ],
      operands: { label: 'FILE', min: 1, max: 1, completion: 'file' },
      options: [JSON_OPTION],
      load: () => import('./plan.ts'),
    },
    {
      name: 'claims',
      summary: 'Measure again, on this machine, what the README and the literature of the protocol claim',
      description: [
        'Prints of each claim what is claimed, what was measured with its 95 % interval, and whether it holds: by the whole interval, so that one which holds the claimed value decides nothing. What cannot be measured here says why.',
        'Takes a minute; give the machine nothing else to do. Names, files and manual pages of the search path are read, and nothing of them is run.',
        'Needs the package @capgate/lab beside capgate: npm install --global @capgate/lab.',
      ],
      examples: [
        { line: 'capgate lab claims', says: 'All of them' },
        { line: 'capgate lab claims --json decision-median', says: 'One, for a program' },
      ],
      operands: { label: 'CLAIM', min: 0, max: 100 },
      options: [JSON_OPTION],
      load: () => import('./claims.ts'),
    },
    {
      name: 'schema',
      summary: 'Print the JSON Schema of such documents, for editors',
      examples: [{ line: 'capgate lab schema > experiment.schema.json', says: 'Draft 2020-12' }],
      load: () => import('./schema.ts'),
    },
  ],
};
