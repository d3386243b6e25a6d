/** openssl: one entry a subcommand. */
import type { Family } from '../vocabulary/spec.ts';

/** Passwords of keys, and what most subcommands share. */
const COMMON =
  '-passin -passout -pass -inform -outform -keyform -rand -provider-path -propquery -config-section -name -nameopt -certform -CAform -format';
const LOADS = { '-engine -provider': 'code.load', '-config -extfile': 'file.read' } as const;
const FILES = {
  '-out -writerand -keyout': 'file.write',
  '-in -inkey -CA -CAfile -certfile -untrusted': 'text',
  [COMMON]: 'text',
  ...LOADS,
} as const;
/** Reads a certificate, key or list, prints or converts it. */
const CONVERT = {
  style: 'long',
  does: 'inspect',
  values: {
    ...FILES,
    '-CAkey -CAserial -days -set_serial -signkey -key -addtrust -addreject -setalias -checkend -checkhost -checkemail -checkip -force_pubkey -extensions -ext -sigopt -certopt -trustout -dateopt -not_before -not_after -subj':
      'text',
  },
} as const;
/** Reads a private key; shows it unless told not to. */
const KEY = {
  style: 'long',
  does: 'inspect',
  values: { ...FILES, '-conv_form -param_enc -genopt -iter -v1 -v2 -v2prf -s2k -saltlen -curve': 'text' },
} as const;
const MAKE_KEY = {
  style: 'long',
  does: 'inspect',
  operands: 'text*',
  values: { ...FILES, '-algorithm -pkeyopt -paramfile -primes -rsa_keygen_bits': 'text' },
} as const;
const CIPHER = {
  style: 'long',
  does: 'inspect',
  values: {
    '-in': 'file.read',
    '-out': 'file.write',
    '-kfile': 'file.read',
    '-k -K -iv -S -md -iter -bufsize -saltlen -pass': 'text',
    ...LOADS,
  },
  // Piped on, what comes out was hidden before.
  decodes: true,
} as const;
const DIGEST = {
  style: 'long',
  operands: 'file.read*',
  values: {
    '-out': 'file.write',
    '-signature -prverify -verify -sign -hmac -mac -macopt -sigopt -passin -keyform -xoflen': 'text',
    ...LOADS,
  },
} as const;
const TALK = {
  style: 'long',
  values: {
    '-connect -host -proxy -servername -port -name -verify_hostname -verify_email -verify_ip -unix -bind': 'text',
    '-cert -key -CAfile -CApath -CAstore -cert_chain -certform -keyform -pass -verify -verify_depth -starttls -cipher -ciphersuites -curves -groups -sigalgs -alpn -nextprotoneg -tls1_3 -psk -psk_identity -srpuser -srppass -maxfraglen -min_protocol -max_protocol -reconnect -xmpphost -requestCAfile -dtls1_2 -mtu -timeout -read_buf -sess_in -nameopt -ctlogfile -CRL -crl -timeoutsec -max_early_data -dane_tlsa_domain -dane_tlsa_rrdata':
      'text',
    '-msgfile -keylogfile -sess_out -keymatexport': 'file.write',
    ...LOADS,
  },
} as const;

export const openssl: Family = {
  'openssl libressl': {
    bare: 'shell.interactive',
    style: 'long',
    commands: {
      'version help list list-standard-commands list-cipher-commands list-message-digest-commands ciphers errstr info prime':
        { does: 'inspect', operands: 'text*', style: 'long', values: { '-bits -checks': 'text', ...LOADS } },
      'x509 crl verify asn1parse pkcs7 crl2pkcs7 nseq sess_id spkac storeutl fipsinstall': {
        ...CONVERT,
        operands: 'file.read*',
        values: {
          ...CONVERT.values,
          '-CApath -trusted -purpose -policy -verify_name -attime -offset -length -strparse -genconf -genstr -item -oid':
            'text',
        },
      },
      // Makes requests and certificates; `-newkey` also a key.
      req: {
        style: 'long',
        does: 'inspect',
        values: {
          ...FILES,
          '-newkey': 'text',
          '-new': { takes: 'text', attached: true },
          '-key -subj -days -set_serial -addext -extensions -reqexts -section -pkeyopt -sigopt -reqopt -multivalue-rdn -CAkey -not_before -not_after':
            'text',
        },
      },
      'rsa ec dsa pkey pkcs8 dh dhparam dsaparam ecparam pkeyparam gendh': { ...KEY, operands: 'text*' },
      'genrsa genpkey gendsa': MAKE_KEY,
      pkcs12: {
        ...CONVERT,
        values: { ...CONVERT.values, '-caname -certpbe -keypbe -macalg -iter -password -CSP': 'text' },
      },
      'pkeyutl rsautl': {
        style: 'long',
        does: 'inspect',
        values: { ...FILES, '-sigfile -peerkey -kdf -kdflen -pkeyopt -digest -secret': 'text' },
      },
      'smime cms': {
        style: 'long',
        does: 'inspect',
        operands: 'text*',
        values: {
          ...FILES,
          '-content': 'file.read',
          '-signer -recip -to -from -subject -CApath -md -keyopt -secretkey -secretkeyid -pwri_password -receipt_request_to -econtent_type':
            'text',
          '-certsout': 'file.write',
        },
      },
      'ca ts srp': {
        style: 'long',
        does: 'secret.change',
        operands: 'text*',
        values: {
          ...FILES,
          '-data -queryfile -keyfile -cert -days -extensions -policy -subj -startdate -enddate -revoke -gencrl -crldays -crlhours -crl_reason -outdir -selfsign -md -notext -signer -chain -digest -tspolicy -section':
            'text',
          '-ss_cert -spkac': 'file.read',
        },
        flags: { '-query -verify': { turns: { 'secret.change': 'inspect' } } },
      },
      's_client s_time ocsp cmp': {
        ...TALK,
        does: 'network.probe',
        // Leaves out the talk about certificates: a plain channel for data.
        flags: { '-quiet': 'network.connect' },
        values: {
          ...TALK.values,
          '-url -issuer -serial -VAfile -respout -reqout -index -rsigner -rkey -rother -nrequest -status_age -signer -path':
            'text',
        },
      },
      s_server: {
        ...TALK,
        does: 'network.listen',
        values: {
          ...TALK.values,
          '-accept -naccept -context -dcert -dkey -cert2 -key2 -status_file -id_prefix': 'text',
        },
        flags: { '-WWW -HTTP': 'network.listen-raw' },
      },
      'enc des des3 desx bf cast idea rc2 rc4 seed': CIPHER,
      'aes* aria* camellia* des-* bf-* cast5-* rc2-* rc4-* sm4* chacha20* seed-* idea-*': CIPHER,
      'base64 zlib zstd brotli': CIPHER,
      'dgst mac kdf': DIGEST,
      'md2 md4 md5 mdc2 rmd160 ripemd* sha1 sha224 sha256 sha384 sha512* sha3-* blake2* shake* sm3 whirlpool': DIGEST,
      rand: {
        style: 'long',
        does: 'inspect',
        operands: 'text*',
        values: { '-out -writerand': 'file.write', '-rand': 'text', ...LOADS },
      },
      passwd: { style: 'long', does: 'inspect', operands: 'text*', values: { '-salt -in': 'text', ...LOADS } },
      speed: {
        style: 'long',
        does: 'inspect',
        operands: 'text*',
        values: { '-evp -seconds -bytes -multi -async_jobs -hmac -cmac -kem-algorithms': 'text', ...LOADS },
      },
      engine: { does: 'code.load', operands: 'text*', style: 'long' },
      rehash: { operands: 'file.create*' },
    },
  },
  c_rehash: { operands: 'file.create*' },
};
