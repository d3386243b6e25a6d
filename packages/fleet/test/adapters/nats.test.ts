import { needsProgram } from '@capgate/testing';
import { carrierSuite } from './carrier-suite.ts';
import { SingleHub } from './single-hub.ts';

carrierSuite('the carrier over NATS', (context) =>
  SingleHub.start(needsProgram(context, 'nats-server'), needsProgram(context, 'openssl')),
);
