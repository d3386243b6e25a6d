/** Encrypting, signing, certificates and key stores other than openssl. */
import type { Family } from '../vocabulary/spec.ts';

const GPG_TEXT =
  '-r --recipient -R --hidden-recipient -u --local-user --default-key --default-recipient --try-secret-key -N --set-notation --cert-notation --sig-notation -z -b --keyserver --keyserver-options --homedir --status-fd --logger-fd --passphrase --passphrase-fd --passphrase-repeat --pinentry-mode --cipher-algo --digest-algo --compress-algo --cert-digest-algo --s2k-cipher-algo --s2k-digest-algo --s2k-mode --s2k-count --trust-model --command-fd --comment --set-filename --default-cert-expire --expiration --default-sig-expire --list-options --verify-options --import-options --export-options --import-filter --export-filter --display-charset --charset --max-output --input-size-hint --max-cert-depth --completes-needed --marginals-needed --auto-key-locate --key-origin --faked-system-time --debug --debug-level --weak-digest --sender --compliance --personal-cipher-preferences --personal-digest-preferences --personal-compress-preferences --default-new-key-algo --attribute-fd --primary-keyring --tofu-policy --mangle-dos-filenames --chunk-size --group --ungroup';

export const encryption: Family = {
  'gpg gpg2': {
    decodes: true,
    operands: 'file.read*',
    flags: {
      '-k --list-keys --list-public-keys -K --list-secret-keys --list-sigs --list-signatures --check-sigs --check-signatures --fingerprint --with-fingerprint --list-config --list-gcrypt-config --gpgconf-list --check-trustdb --update-trustdb --card-status --locate-keys --locate-external-keys --show-keys --print-md --print-mds --gen-random --list-packets --verify':
        'inspect',
      '--export': { operands: 'text*', does: 'inspect' },
      '--export-ssh-key --export-ownertrust': { operands: 'text*', does: 'inspect' },
      // A private key leaves the key ring.
      '--export-secret-keys --export-secret-key --export-secret-subkeys': { operands: 'text*', does: 'secret.dump' },
      '--gen-key --full-gen-key --generate-key --full-generate-key --quick-gen-key --quick-generate-key --quick-add-key --quick-add-uid --quick-revoke-uid --quick-set-expire --quick-set-primary-uid --edit-key --edit-card --card-edit --change-pin --passwd --change-passphrase --sign-key --lsign-key --quick-sign-key --quick-lsign-key --gen-revoke --generate-revocation --generate-designated-revocation --delete-secret-keys --delete-secret-key --delete-secret-and-public-keys --delete-secret-and-public-key --rebuild-keydb-caches':
        { operands: 'text*', does: 'secret.change' },
      '--delete-keys --delete-key --import-ownertrust --refresh-keys': { operands: 'text*', does: 'config.change' },
      '--import --fast-import': { operands: 'file.read*', does: 'config.change' },
      '--recv-keys --receive-keys --search-keys --fetch-keys': {
        operands: 'text*',
        does: ['network.fetch', 'config.change'],
      },
      '--send-keys': { operands: 'text*', does: 'network.send' },
      '-h --dump-options --warranty': { only: true },
      '-e --encrypt -s --sign --clearsign --clear-sign --detach-sign -c --symmetric --store --dearmor --enarmor':
        'file.create',
    },
    values: {
      [GPG_TEXT]: 'text',
      '-o --output': { takes: 'file.write', turns: { 'file.create': 'text' } },
      '--log-file --logger-file --status-file --attribute-file': 'file.write',
      '--passphrase-file --keyring --secret-keyring --trustdb-name -f --recipient-file --hidden-recipient-file': 'text',
      '--photo-viewer --exec-path --agent-program --dirmngr-program --keyboxd-program --options --load-extension --pinentry-program':
        'code.hook',
    },
  },
  gpgv: {
    operands: 'file.read*',
    values: { '--keyring --homedir --status-fd --logger-fd --weak-digest': 'text', '-o --output': 'file.write' },
  },
  gpgsm: {
    operands: 'file.read*',
    flags: {
      '--export-secret-key-p12 --export-secret-key-raw': 'secret.dump',
      '--list-keys --list-secret-keys -k -K': { operands: 'text*' },
      '--gen-key --generate-key --delete-keys --import --learn-card': 'secret.change',
    },
    values: { '-o --output': 'file.write', '-r -u --homedir': 'text' },
  },
  'gpg-zip gpgtar': {
    operands: 'file.read*',
    flags: { '-d --decrypt -x --extract': 'file.create' },
    values: {
      '-o --output': 'file.write',
      '-r --recipient -u --local-user -C --directory -T --gpg-args --tar-args': 'text',
      '--gpg --tar': 'code.hook',
    },
  },
  'gpgconf gpg-connect-agent gpgparsemail': {
    does: 'inspect',
    operands: 'text*',
    flags: {
      '--kill -K --reload -R --launch --create-socketdir --remove-socketdir --apply-defaults': 'process.signal',
      '--change-options': 'config.change',
    },
    values: { '-o --output': 'file.write', '--homedir -S -r --run': 'text' },
  },
  'gpg-agent dirmngr scdaemon': {
    style: 'posix',
    does: 'shell.state',
    operands: ['command'],
    values: {
      '--pinentry-program --scdaemon-program --options': 'code.hook',
      '--homedir --default-cache-ttl --max-cache-ttl': 'text',
    },
  },
  'kbxutil pgpdump': 'file.read',
  sq: {
    bare: 'inspect',
    commands: {
      'inspect packet version help verify': { does: 'inspect', operands: 'text*' },
      'encrypt decrypt sign': {
        operands: 'file.read*',
        values: { '-o --output': 'file.write', '--for --signer --for-file --signer-file --recipient-file': 'text' },
      },
      'key cert pki network keyring': { does: 'secret.change', operands: 'text*' },
    },
  },
  paperkey: {
    does: 'secret.show',
    values: {
      '--secret-key --pubring --secrets': 'file.read',
      '-o --output': 'file.write',
      '--output-type --input-type --output-width': 'text',
    },
  },
  'age rage': {
    decodes: true,
    operands: 'file.read*',
    values: {
      '-o --output': 'file.write',
      '-r --recipient': 'text',
      '-R --recipients-file': 'file.read',
      '-i --identity': 'text',
      '-j': 'code.hook',
    },
  },
  'age-keygen rage-keygen': {
    does: 'secret.change',
    operands: 'text*',
    values: { '-o --output': 'file.write' },
    flags: { '-y': { turns: { 'secret.change': 'inspect' } } },
  },
  'signify signify-openbsd minisign': {
    does: 'inspect',
    flags: { '-G': 'secret.change', '-S': 'file.create' },
    values: { '-x -e': 'file.write', '-m': 'file.read', '-p -s -c -t -P -W': 'text' },
  },
  cosign: {
    bare: 'inspect',
    commands: {
      'verify verify-blob verify-attestation verify-blob-attestation tree triangulate version manifest dockerfile public-key env':
        'remote.read',
      download: 'remote.read',
      'sign attest attach copy upload save load clean': 'package.publish',
      'sign-blob attest-blob': {
        operands: 'file.read',
        values: { '--output-signature --output-certificate --bundle': 'file.write' },
      },
      'generate-key-pair import-key-pair initialize': 'secret.change',
      login: 'remote.login',
    },
    values: {
      '--key --certificate-identity --certificate-oidc-issuer --certificate-identity-regexp --certificate-oidc-issuer-regexp --type --predicate -a --rekor-url --fulcio-url --output -o --platform':
        'text',
    },
  },
  'gitsign rekor-cli notation slsa-verifier in-toto-verify witness': {
    does: 'remote.read',
    operands: 'text*',
    commands: {
      sign: 'package.publish',
      'verify get search inspect list ls version': 'remote.read',
      'login logout': 'remote.login',
      'upload run': 'package.publish',
    },
  },
  sops: {
    operands: 'file.write',
    flags: {
      '-d --decrypt': { operands: 'file.read', does: 'secret.show' },
      '-e --encrypt': { operands: 'file.list' },
      '-i --in-place': { turns: { 'file.read': 'file.write', 'file.list': 'file.write', 'secret.show': 'text' } },
      '-r --rotate': {},
      '-s --show-master-keys': {},
    },
    values: {
      '--output': 'file.write',
      '-k --kms --aws-profile -a --age -p --pgp --gcp-kms --azure-kv --hc-vault-transit --input-type --output-type --extract --encryption-context --encrypted-regex --unencrypted-regex --encrypted-suffix --unencrypted-suffix --set --mac-only-encrypted --shamir-secret-sharing-threshold --keyservice --add-kms --rm-kms --add-pgp --rm-pgp --add-age --rm-age --config --filename-override':
        'text',
    },
    commands: {
      decrypt: { operands: 'file.read', does: 'secret.show', values: { '--output': 'file.write' } },
      encrypt: { operands: 'file.list' },
      'edit set unset rotate updatekeys groups': { operands: 'file.write' },
      'exec-env': { operands: ['file.read', 'source.shell'], style: 'posix' },
      'exec-file': { operands: ['file.read', 'source.shell'], style: 'posix' },
      publish: 'remote.change',
      filestatus: 'file.read',
      keyservice: 'network.listen',
    },
  },
  'git-crypt transcrypt': {
    bare: 'inspect',
    commands: {
      status: 'inspect',
      'init add-gpg-user lock unlock': 'vcs.change',
      'export-key': { does: 'secret.dump', operands: 'file.write' },
    },
    flags: {
      '-d --display -l --list': 'secret.show',
      '-f --flush-credentials -u --uninstall -r --rekey': 'secret.change',
    },
    values: { '-c --cipher -p --password': 'text' },
  },
  'ansible-vault': {
    bare: 'inspect',
    commands: {
      view: { operands: 'file.read*', does: 'secret.show' },
      decrypt: { operands: 'file.write*', does: 'secret.show', values: { '--output': 'file.write' } },
      'encrypt edit create rekey': { operands: 'file.write*', values: { '--output': 'file.write' } },
      encrypt_string: { does: 'inspect', operands: 'text*', values: { '-n --name --stdin-name': 'text' } },
    },
    values: {
      '--vault-password-file --vault-pass-file --new-vault-password-file': 'code.hook',
      '--vault-id --new-vault-id --encrypt-vault-id': 'text',
    },
  },
  'certbot certbot-auto letsencrypt': {
    does: 'system.change',
    values: {
      '--pre-hook --post-hook --deploy-hook --renew-hook --manual-auth-hook --manual-cleanup-hook -c --config':
        'code.hook',
      '-d --domain --domains -m --email -w --webroot-path --cert-name --config-dir --work-dir --logs-dir --server --rsa-key-size --key-type --elliptic-curve --preferred-challenges --http-01-port --http-01-address --account --csr --reason -a --authenticator -i --installer --dns-cloudflare-credentials --dns-route53-propagation-seconds --preferred-chain --reuse-key --eab-kid --eab-hmac-key --cert-path --key-path --fullchain-path --deploy --max-log-backups':
        'text',
    },
    commands: {
      'certificates plugins show_account': { does: 'inspect' },
      'run certonly renew install enhance rollback register update_account reconfigure': 'system.change',
      'delete revoke unregister': 'remote.delete',
    },
    flags: {
      '-h': { only: true },
      '--apache --nginx --standalone --webroot --manual --test-cert --staging --dry-run --expand --agree-tos -n --force-renewal':
        {},
    },
  },
  'acme.sh lego dehydrated getssl simp_le acme-tiny uacme': {
    does: 'system.change',
    operands: 'text*',
    flags: { '--list --info --version': { only: true } },
    values: {
      '--reloadcmd --pre-hook --post-hook --renew-hook --run-hook --hook -k': 'code.hook',
      '-d --domain --domains -w --webroot --dns --email -m --server --path --keylength -f --config': 'text',
    },
  },
  step: {
    bare: 'inspect',
    commands: {
      'version help path': 'inspect',
      certificate: {
        commands: {
          'inspect verify fingerprint lint format key needs-renewal p12 bundle': { does: 'inspect', operands: 'text*' },
          'create sign install uninstall': 'secret.change',
        },
      },
      'crypto oauth ssh ca context api fileserver beta': 'secret.change',
    },
  },
  mkcert: {
    does: 'secret.change',
    operands: 'text*',
    flags: { '-install -uninstall': 'system.change', '-CAROOT': { only: true } },
    values: { '-cert-file -key-file -p12-file': 'file.write', '-csr': 'text' },
    style: 'long',
  },
  'cfssl cfssljson cfssl-certinfo': {
    does: 'inspect',
    operands: 'text*',
    commands: {
      'certinfo info version print-defaults scan bundle': 'inspect',
      'gencert genkey selfsign sign gencrl revoke': 'secret.change',
      'serve ocspserve': 'network.listen',
    },
    style: 'long',
    values: {
      '-ca -ca-key -config -profile -hostname -cert -domain -csr -f': 'text',
      '-bare': { takes: 'text', attached: true },
    },
  },
  'easyrsa easy-rsa': {
    bare: 'inspect',
    operands: 'text*',
    commands: {
      'help show-req show-cert show-ca show-crl show-expire show-revoke verify-cert': 'inspect',
      'init-pki build-ca gen-req sign-req build-client-full build-server-full gen-dh gen-crl import-req export-p12 set-pass renew revoke':
        'secret.change',
    },
    values: { '-vars': 'code.hook', '-pki-dir -req-cn -days -keysize': 'text' },
    style: 'long',
  },
  keytool: {
    style: 'long',
    does: 'inspect',
    flags: {
      '-list -printcert -printcertreq -printcrl -showinfo -exportcert -export -certreq': 'inspect',
      '-genkey -genkeypair -genseckey -importcert -import -importkeystore -importpass -delete -storepasswd -keypasswd -changealias -gencert':
        'secret.change',
    },
    values: {
      '-file -keystore -alias -storepass -keypass -storetype -dname -validity -keyalg -keysize -sigalg -ext -srckeystore -destkeystore -srcstorepass -deststorepass -srcstoretype -deststoretype -srcalias -destalias -srckeypass -destkeypass -jarfile -infile -groupname -sslserver':
        'text',
      '-rfc': { takes: 'text', attached: true },
      '-outfile': 'file.write',
      '-providerpath -providerclass -provider -addprovider -J': 'code.load',
    },
  },
  'jarsigner apksigner uber-apk-signer': {
    style: 'long',
    operands: 'file.write',
    does: 'inspect',
    flags: { '-verify': { operands: 'file.read' } },
    commands: {
      verify: { operands: 'file.read' },
      sign: { operands: 'file.write*' },
      'lineage rotate help version': 'inspect',
    },
    values: {
      '-keystore -storepass -keypass -sigalg -digestalg -tsa -signedjar -sigfile -ks -ks-key-alias -ks-pass -key-pass -in -out -key -cert':
        'text',
    },
  },
  // Mozilla's, and the one of Windows, which also downloads and decodes.
  'certutil certutil.exe pk12util modutil signtool crlutil': {
    does: 'inspect',
    operands: {
      every: {
        'http://* https://*': 'network.fetch',
        '/urlcache /verifyctl': 'file.create',
        '/decode /decodehex': 'inspect.decoded',
        else: 'text',
        dynamic: 'text',
      },
    },
    flags: {
      '-urlcache -verifyctl -URL': 'file.create',
      '-decode -decodehex -encode': ['inspect.decoded', 'file.create'],
      '-addstore -importPFX -installCert': 'system.change',
      '-exportPFX': 'secret.dump',
      '-hashfile -dump -store -viewstore -ping': 'inspect',
      '-L -V -K -U': 'inspect',
      '-A -D -F -G -M -N -R -S -T -W -E': 'secret.change',
    },
    values: { '-d -n -t -i -a -f -h -k -s -c -v -m -o -w': 'text' },
  },
  'gocryptfs encfs cryfs ecryptfs-mount-private ecryptfs-umount-private veracrypt zulucrypt-cli tomb': {
    does: 'disk.mount',
    operands: 'text*',
    flags: { '-info -version --list': { only: true } },
    values: { '-extpass': 'code.hook', '-passfile -o -i -e --password -p -k --pim --slot': 'text' },
  },
  'ccrypt ccencrypt mcrypt scrypt aescrypt': {
    operands: 'file.write*',
    values: { '-K --key -k --keyfile -E --envvar -p -o': 'text' },
  },
  ccdecrypt: { decodes: true, operands: 'file.write*', values: { '-K -k -E': 'text' } },
  ccat: 'file.read',
  ykman: {
    bare: 'inspect',
    operands: 'text*',
    commands: {
      'list info': 'inspect',
      oath: {
        commands: {
          info: 'inspect',
          accounts: { commands: { list: 'inspect', code: 'secret.show', 'add delete rename uri': 'secret.change' } },
          'reset access': 'secret.change',
        },
      },
      'config piv fido openpgp otp hsmauth script apdu': {
        commands: { info: 'inspect' },
        operands: 'text*',
        does: 'secret.change',
      },
    },
    values: { '-d --device -r --reader -l --log-level': 'text' },
  },
  'pkcs11-tool pkcs15-tool opensc-tool p11tool yubico-piv-tool tpm2 tpm2_getrandom solo nitropy': {
    does: 'secret.change',
    operands: 'text*',
    flags: {
      '-L --list-slots -T -O --list-objects -M --list-tokens --list-all-certs --list-mechanisms': {
        turns: { 'secret.change': 'inspect' },
      },
    },
    values: {
      '--module -m --provider': 'code.load',
      '-o --output-file --outfile': 'file.write',
      '-s -a -i -r -p -k -d': 'text',
    },
  },
  'certtool gnutls-cli gnutls-cli-debug gnutls-serv danetool ocsptool psktool srptool': {
    does: 'network.probe',
    operands: 'text*',
    flags: {
      '-p --generate-privkey -c --generate-certificate -q --generate-request -s --generate-self-signed':
        'secret.change',
    },
    values: {
      '--infile --load-privkey --load-certificate --load-ca-certificate --template --bits --port --x509cafile --starttls-proto':
        'text',
      '--outfile': 'file.write',
    },
  },
  'qrencode zbarimg zbarcam qr qrcp': {
    does: 'inspect',
    operands: 'text*',
    values: {
      '-o --output': 'file.write',
      '-r --read-from': 'file.read',
      '-s -l -v -m -d -t --foreground --background': 'text',
    },
  },
  gpgsplit: { does: 'file.create', operands: 'file.read*', values: { '-p --prefix': 'text' } },
};
