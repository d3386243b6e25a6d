/** Certificates of a fleet, made by openssl until nodes are enrolled: an authority, servers, and nodes. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CertificateFiles } from '../../src/adapters/nats/server-config.ts';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export class Authority {
  readonly #openssl: string;
  readonly #folder: string;
  readonly #name: string;
  #issued = 0;

  constructor(openssl: string, folder: string, name = 'authority') {
    this.#openssl = openssl;
    this.#folder = folder;
    this.#name = name;
    const usage = ['-addext', 'keyUsage=critical,keyCertSign', '-addext', 'basicConstraints=critical,CA:TRUE'];
    this.#run(['req', '-x509', ...KEY, '-days', '2', '-subj', `/CN=${name}`, ...usage, ...this.#out(name)]);
  }

  /** Known to others by `dns`, where it is a server. */
  issue(name: string, tenant: string, dns?: string): CertificateFiles {
    const file = `${this.#name}-${++this.#issued}-${name}`;
    const extensions = [
      `extendedKeyUsage=clientAuth${dns === undefined ? '' : ',serverAuth'}`,
      `subjectAltName=URI:capgate:${tenant}:${name}${dns === undefined ? '' : `,DNS:${dns}`}`,
    ];
    writeFileSync(join(this.#folder, `${file}.ext`), `${extensions.join('\n')}\n`);
    const request = ['-keyout', `${file}.key`, '-out', `${file}.csr`];
    this.#run(['req', ...KEY, '-subj', `/O=${tenant}/CN=${name}`, ...request]);
    const by = ['-CA', `${this.#name}.crt`, '-CAkey', `${this.#name}.key`, '-CAcreateserial', '-days', '2'];
    this.#run(['x509', '-req', '-in', `${file}.csr`, ...by, '-extfile', `${file}.ext`, '-out', `${file}.crt`]);
    return this.#files(file);
  }

  #files(file: string): CertificateFiles {
    const path = (name: string): string => join(this.#folder, name);
    return { certificate: path(`${file}.crt`), key: path(`${file}.key`), authority: path(`${this.#name}.crt`) };
  }

  #out(file: string): readonly string[] {
    return ['-keyout', `${file}.key`, '-out', `${file}.crt`];
  }

  #run(words: readonly string[]): void {
    execFileSync(this.#openssl, words, { cwd: this.#folder, stdio: 'ignore' });
  }
}
