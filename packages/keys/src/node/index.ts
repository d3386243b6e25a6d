/** Key stores, and the algorithms as Node has them. */
export { FileKeyStore, type Passphrase } from './file-key-store.ts';
export { identityOf, SeedSigningKey } from './seed-key.ts';
export { nodePrimitives, pooledPrimitives, supports } from './primitives.ts';
export { Pkcs11KeyStore, type Pkcs11Options } from './pkcs11-key-store.ts';
