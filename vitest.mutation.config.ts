import config from './vitest.config.ts';

// The tests of what is mutated, and no others: each mutant runs those that reach it.
config.test ??= {};
config.test.include = ['packages/core/test/{descriptor,policy}/**/*.test.ts'];

export default config;
