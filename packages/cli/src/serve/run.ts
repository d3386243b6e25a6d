/** `capgate serve`. */
import { Keyring } from '@capgate/keys';
import { quoted } from '@capgate/base';
import type { KeySource } from '@capgate/gate';
import type { KeyChain } from '@capgate/keys';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { ExitStatus, type Io } from '../io.ts';
import { bestAlgorithms, defaultKeyName } from '../keys/new.ts';
import { findChain, whileLocked, writeFirstChain } from '../keys/local-chain.ts';
import { knownPassphrase, pinOf, Secret, unattendedPassphrase } from '../keys/secrets.ts';
import { openVault } from '../keys/vault.ts';
import { type Machine, machineOf } from '../machine/machine.ts';
import { hasTerminal } from '../machine/terminal.ts';
import { told } from '../machine/told.ts';
import { loadService, pageFolder, threads } from './program.ts';
import type { Running } from './service.ts';
import { placesOf, readConfig, rewritingPlacesOf, tokenProgram } from './settings.ts';

export function run(args: Arguments, io: Io): Promise<number> {
  return told(() => serve(args, io));
}

async function serve(args: Arguments, io: Io): Promise<number> {
  const { runService, settledConfig, configSchema } = await loadService();
  if (args.has('schema')) {
    await io.stdout.write(`${JSON.stringify(configSchema, undefined, 2)}\n`);
    return ExitStatus.OK;
  }
  const source = await readConfig(args, io);
  const places = placesOf(args, io);
  const { keysFolder } = settledConfig(source, places);
  const machine = machineOf(io);
  const chain = (await findChain(machine, keysFolder)) ?? (await begin(args, io, machine, keysFolder));
  const keys = await keySource(args, io, keysFolder);
  const starting = Promise.withResolvers<Running>();
  // From the start: unheard, it would end the process.
  const hungUp = whenHungUp(() => void starting.promise.then((started) => started.reload('SIGHUP')));
  const running = await runService({
    source,
    places,
    read: () => readConfig(args, io),
    chain,
    keys,
    home: io.home,
    env: io.env,
    rewritingPlaces: rewritingPlacesOf(io),
    tokenProgram: () => tokenProgram(io),
    installedHooks: async () => (await import('../doctor/look.ts')).installedHooks(io),
    platform: io.platform,
    passphrase: unattendedPassphrase(args, io).give,
    threads: threads(),
    pageFolder: pageFolder(),
  });
  starting.resolve(running);
  const ended = Promise.race([hungUp, endOfService()]);
  await io.stdout.write(greeting(running.socketPath, running.address));
  await running.stop(await ended);
  return ExitStatus.OK;
}

function greeting(socketPath: string, address: string | undefined): string {
  const lines = [
    `Capgate answers at ${quoted(socketPath, 400)}`,
    ...(address === undefined ? [] : [`and at ${address}`]),
    ...(address === undefined ? [] : ['capgate open signs you in to the page there.']),
    'capgate log --follow shows what it decides; Ctrl+C ends it.',
  ];
  return `${lines.join('\n')}\n`;
}

/** Resolves with what ended it. */
function endOfService(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
  });
}

/** SIGHUP asks for a reload, unless it says that the terminal is gone: then this resolves. */
function whenHungUp(reload: () => void): Promise<string> {
  const hadTerminal = hasTerminal();
  return new Promise((resolve) => {
    process.on('SIGHUP', () => {
      if (hadTerminal && !hasTerminal()) resolve('SIGHUP');
      else reload();
    });
  });
}

/** Without keys there is no log: a first start makes them, without a passphrase, for a laptop. */
async function begin(args: Arguments, io: Io, machine: Machine, folder: string): Promise<KeyChain> {
  if (args.has('pkcs11')) {
    throw new CliError(
      'INPUT',
      'expected a chain of keys for the token, met none; capgate keys new --pkcs11 begins one',
    );
  }
  const vault = await openVault(args, io, machine, folder, new Secret(async () => undefined));
  try {
    await machine.disk.makeFolder(folder);
    return await whileLocked(machine, folder, async () => {
      const algorithms = await bestAlgorithms(io, vault.store);
      const parts = { store: vault.store, primitives: machine.primitives };
      const name = defaultKeyName();
      const keyring = await Keyring.create(parts, { name, algorithms, nowMs: machine.clock.nowMs() });
      await writeFirstChain(machine.disk, folder, keyring.chain);
      keyring.close();
      return keyring.chain;
    });
  } finally {
    vault.close();
  }
}

/** Where the thread of the log finds its keys. It gets the secret once, in memory. */
async function keySource(args: Arguments, io: Io, folder: string): Promise<KeySource> {
  const [module, token] = [args.value('pkcs11'), args.value('token')];
  if (module !== undefined && token !== undefined) {
    const pin = await pinOf(args, io).give();
    if (pin === undefined) throw args.misuse('expected a PIN for the token, met none');
    return { kind: 'pkcs11', folder, module, token, pin };
  }
  const passphrase = args.has('passphrase-file') ? await (await knownPassphrase(args, io)).give() : undefined;
  return { kind: 'file', folder, ...(passphrase !== undefined && { passphrase }) };
}
