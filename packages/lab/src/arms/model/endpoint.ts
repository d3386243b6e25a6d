/** Where a model is asked: by the environment alone, so that neither place nor key stands in a document. */
import { isConfidential } from '@capgate/base';
import { LabError } from '../../error.ts';

const URL_VARIABLE = 'CAPGATE_LAB_MODEL_URL';
const KEY_VARIABLE = 'CAPGATE_LAB_MODEL_KEY';

export interface Endpoint {
  readonly url: string;
  readonly key: string;
  /** Whether it is on this machine: then it may be a stand-in, and everything that comes from it is marked. */
  readonly isLocal: boolean;
}

/** Throws `LabError` ARM where the variables are not set, or the key would travel in the clear. */
export function endpointIn(variables: Readonly<Record<string, string | undefined>>): Endpoint {
  const [place, key] = [variables[URL_VARIABLE], variables[KEY_VARIABLE]];
  if (!place || !key) {
    const remedy = `set ${URL_VARIABLE} (as https://host/v1) and ${KEY_VARIABLE} in the environment`;
    throw new LabError('ARM', `expected the endpoint of a model, met none; ${remedy}`);
  }
  const url = URL.parse(place);
  if (
    url === null ||
    !isConfidential(url) ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    const expected = `in ${URL_VARIABLE} an https URL without user and query, or http on this machine`;
    throw new LabError('ARM', `expected ${expected}, met another`);
  }
  return { url: url.href.replace(/\/$/u, ''), key, isLocal: isOnThisMachine(url) };
}

function isOnThisMachine(url: URL): boolean {
  const plain = new URL(url);
  plain.protocol = 'http:';
  return isConfidential(plain);
}
