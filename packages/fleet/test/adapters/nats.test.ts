import { needsProgram } from '@capgate/testing';
import { describe, it } from 'vitest';
import { expectFact, FACTS } from './carrier-suite.ts';
import { SingleHub } from './single-hub.ts';

describe('the carrier over NATS', () => {
  it.for(FACTS)('%s', async (fact, context) => {
    const [program, openssl] = [needsProgram(context, 'nats-server'), needsProgram(context, 'openssl')];
    await expectFact(fact, await SingleHub.start(program, openssl));
  });
});
