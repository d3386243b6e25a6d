/** Clients and servers of public ledgers, and the tool chains of their contracts. What is sent there is never undone. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

const WALLET: CommandSpec = {
  values: {
    '-rpcwallet -datadir -conf -rpcconnect -rpcport -rpcuser -rpcpassword -u --url -k --keypair -C --config --network --chain --node --home -e --endpoint -E':
      'text',
  },
  commands: {
    'get* list* decode* validate* verify* estimate* test* scan* help uptime info balance address supply epoch block transaction-history account state view query status version describe show*':
      { does: 'remote.read', operands: 'text*' },
    'dumpprivkey dumpwallet export export-private-key': { does: 'secret.dump', operands: 'text*' },
    'encryptwallet walletpassphrase walletpassphrasechange importprivkey importwallet createwallet new-account create-key add-credentials generate-key keys keygen':
      { does: 'secret.change', operands: 'text*' },
    '*': { does: 'remote.change', operands: 'text*' },
  },
};

export const ledgers: Family = {
  'bitcoin-cli litecoin-cli dogecoin-cli zcash-cli hsd-cli lncli lightning-cli solana near stellar gaiad octez-client sui aptos cardano-cli dfx':
    { ...WALLET, style: 'long' },
  'bitcoind litecoind lnd lightningd monerod geth erigon besu nethermind reth prysm teku hsd parity polkadot zcashd ganache ganache-cli anvil hardhat-node solana-test-validator':
    {
      does: 'network.listen',
      flags: { '-version --help -h': { only: true } },
      commands: {
        'attach console js': 'shell.interactive',
        'version help license dumpconfig': { does: 'inspect', operands: 'text*' },
        account: { commands: { list: 'inspect', '*': 'secret.change' } },
        removedb: 'cache.clear',
      },
      operands: 'text*',
      style: 'long',
    },
  'solana-keygen': { commands: { 'pubkey verify': 'inspect', '*': { does: 'secret.change', operands: 'text*' } } },
  'hardhat truffle brownie embark foundry ape': {
    bare: 'inspect',
    commands: {
      'help version list console accounts networks keys': 'inspect',
      'compile build clean test coverage flatten check': { does: 'build', operands: 'text*' },
      'deploy publish upgrade migrate ignition': { does: 'remote.change', operands: 'text*' },
      '*': { does: 'code.project', operands: 'text*' },
    },
  },
  'foundryup solc-select svm-rs': { does: 'package.install-system', operands: 'text*' },
};
