/** The layers of the house as dependency-cruiser reads them; ARCHITECTURE.md says why they run this way. */
import type { ICruiseOptions, IRegularForbiddenRuleType as Rule } from 'dependency-cruiser';

const core = '^packages/core/src/';

function forbidden(name: string, comment: string, from: Rule['from'], to: Rule['to']): Rule {
  return { name, comment, severity: 'error', from, to };
}

/** Modules of the core's room `room` may import it and the rooms in `allowed`, and nothing else of ours. */
function coreRoom(room: string, allowed: string[]): Rule {
  const open = [room, ...allowed].join('|');
  const comment = `core/${room} imports ${allowed.join(', ') || 'nothing'} of ours`;
  return forbidden(
    `core-${room}`,
    comment,
    { path: `${core}${room}/` },
    // The words that all rooms speak: what an action is, and what a decision looks like.
    {
      path: '^packages/',
      pathNot:
        room === 'descriptor' || room === 'shell' ? `${core}(${open})/` : `${core}((${open})/|(action|decision)\\.ts)`,
    },
  );
}

/** The package `name` imports the packages in `allowed`, and nothing else of ours. */
function packageOf(name: string, allowed: string[]): Rule {
  return forbidden(
    `${name}-low`,
    `${name} imports ${allowed.join(', ') || 'nothing'} of ours`,
    { path: `^packages/${name}/src/` },
    { path: '^packages/', pathNot: `^packages/(${[name, ...allowed].join('|')})/src/` },
  );
}

export const layerRules: Rule[] = [
  coreRoom('descriptor', []),
  coreRoom('shell', []),
  coreRoom('knowledge', ['descriptor', 'shell']),
  coreRoom('policy', ['knowledge', 'descriptor', 'shell']),
  forbidden('core-alone', 'core imports nothing else of ours', { path: core }, { path: '^packages/', pathNot: core }),
  forbidden('core-pure', 'core runs anywhere: no module of Node', { path: core }, { dependencyTypes: ['core'] }),
  forbidden(
    'core-dependencies',
    'core depends on unbash alone',
    { path: core },
    { path: 'node_modules/', pathNot: 'node_modules/unbash/' },
  ),
  packageOf('base', []),
  packageOf('keys', ['base']),
  packageOf('audit', ['base', 'keys']),
  packageOf('store', ['base']),
  packageOf('gate', ['core', 'base', 'keys', 'audit', 'store']),
  packageOf('kernel', ['core', 'base']),
  packageOf('client', ['base']),
  packageOf('agents', ['core', 'base', 'client']),
  packageOf('fleet', ['core', 'base', 'keys', 'audit', 'gate']),
  forbidden(
    'fleet-joins',
    'one adapter knows the gate, which it joins; nothing else of the fleet does',
    { path: '^packages/fleet/src/(?!adapters/gate/)' },
    { path: '^packages/gate/' },
  ),
  forbidden(
    'fleet-joins-by-types',
    'the gate runs the extension, so of the gate the fleet needs types alone',
    { path: '^packages/fleet/src/' },
    { path: '^packages/gate/', dependencyTypesNot: ['type-only'] },
  ),
  forbidden(
    'fleet-pure',
    'what the fleet works out comes from what it is given alone; transports are adapters',
    { path: '^packages/fleet/src/(?!adapters/)' },
    { dependencyTypes: ['core'] },
  ),
  packageOf('lab', ['core', 'base', 'keys', 'audit', 'store', 'client']),
  forbidden(
    'lab-pure',
    'statistics, plans and analyses come from what they are given alone',
    { path: '^packages/lab/src/(statistics|experiment|analysis)/' },
    { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
  ),
  forbidden(
    'console-low',
    'the page imports what runs in a browser: asking by HTTP, descriptors, checking a log, and what those rest on',
    { path: '^packages/console/src/' },
    {
      path: '^packages/',
      pathNot:
        '^packages/(console/src/|client/src/web/|core/src/descriptor/|audit/src/verify/|(base|keys)/src/(?!node/))',
    },
  ),
  forbidden(
    'node-apart',
    'base and keys run anywhere, but for their folder node/; so does what checks a log, and the page',
    { path: '^packages/(base|keys|audit|console)/src/', pathNot: '^packages/[^/]+/src/node/' },
    { dependencyTypes: ['core'] },
  ),
  forbidden(
    'node-door',
    'what runs anywhere imports nothing that needs Node',
    { path: '^packages/(base|keys|audit|console)/src/', pathNot: '^packages/[^/]+/src/node/' },
    { path: '^packages/[^/]+/src/node/' },
  ),
  forbidden(
    'verify-alone',
    'checking a log needs nothing of writing one',
    { path: '^packages/audit/src/verify/' },
    { path: '^packages/audit/src/', pathNot: '^packages/audit/src/verify/' },
  ),
  forbidden(
    'testing-apart',
    'production imports neither testing nor a test',
    { path: '^packages/(?!testing/)[^/]+/src/' },
    { path: '^packages/(testing/|[^/]+/test/)' },
  ),
  forbidden(
    'testing-low',
    'testing imports core and base, and the sandbox of the lab',
    { path: '^packages/testing/src/' },
    { path: '^packages/(?!(core|base|testing|lab/src/truth/sandbox)/)' },
  ),
  forbidden(
    'public-door',
    'a package is entered by its index, not by a path into it',
    // The reference decides from the same descriptions as core: it goes behind the door for them on purpose.
    { path: '^packages/([^/]+)/src/', pathNot: '^packages/testing/src/(reference|generate)/' },
    {
      path: '^packages/[^/]+/src/',
      pathNot: [
        '^packages/$1/src/',
        '^packages/[^/]+/src/((node|node/(pages|plots)|verify|mcp|web|descriptor|forms|statistics|measure|database|truth/sandbox|adapters/(enrolment|nats|run|simulation))/)?index\\.ts$',
      ],
    },
  ),
  // What is loaded on demand, or only names types, does not decide what must be there first.
  forbidden(
    'no-cycle',
    'a cycle has no lowest layer',
    {},
    { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
  ),
  forbidden('resolved', 'every import leads somewhere', {}, { couldNotResolve: true }),
];

export const layerOptions: ICruiseOptions = {
  doNotFollow: { path: 'node_modules' },
  exclude: { path: '/(dist|coverage)/' },
  // An import of types is an edge too.
  tsPreCompilationDeps: true,
  combinedDependencies: true,
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['@capgate/source', 'import', 'node', 'default', 'types'],
    extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.d.ts'],
  },
};
