/** A guest is what tests of the kernel take it for. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync, statfsSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { release } from 'node:os';
import { join } from 'node:path';
import { KERNELS, packageOf } from './guest.ts';
import type { Suite } from './suite.ts';

const BPF_FS_MAGIC = 0xca_fe_4a_11;
const BTF_MAGIC = 0xeb9f;

export default {
  name: 'itself',
  url: import.meta.url,
  checks: [
    { name: 'runs the kernel of the package that was fetched', run: runsThePackage },
    { name: 'has BPF among its security modules', run: hasBpfAmongModules },
    { name: 'knows the types of its kernel', run: knowsItsTypes },
    { name: 'has a file system to pin programs in', run: hasBpfFs },
    { name: 'makes cgroups and moves processes into them', run: makesCgroups },
    { name: 'lets a process without rights make namespaces', run: makesNamespaces },
    { name: 'reaches itself over the loopback, by IPv4 and IPv6', run: reachesItself },
    { name: 'writes to its root', run: writesToItself },
  ],
} satisfies Suite;

function runsThePackage(): void {
  const kernel = KERNELS.find((name) => name === process.env['GUEST_KERNEL']);
  assert.ok(kernel);
  assert.equal(packageOf(kernel).split('=')[0], `linux-image-${release()}`);
}

function hasBpfAmongModules(): void {
  const modules = readFileSync('/sys/kernel/security/lsm', 'utf8').split(',');
  for (const name of ['bpf', 'landlock']) assert.ok(modules.includes(name), `${name} is not among ${modules.join()}`);
}

function knowsItsTypes(): void {
  assert.equal(readFileSync('/sys/kernel/btf/vmlinux').readUInt16LE(), BTF_MAGIC);
}

function hasBpfFs(): void {
  assert.equal(statfsSync('/sys/fs/bpf').type, BPF_FS_MAGIC);
  mkdirSync('/sys/fs/bpf/check');
  rmdirSync('/sys/fs/bpf/check');
}

async function makesCgroups(): Promise<void> {
  const group = '/sys/fs/cgroup/check';
  mkdirSync(group);
  const child = spawn('sleep', ['1000']);
  await once(child, 'spawn');
  writeFileSync(join(group, 'cgroup.procs'), `${child.pid}`);
  assert.equal(readFileSync(`/proc/${child.pid}/cgroup`, 'utf8'), '0::/check\n');
  child.kill('SIGKILL');
  await once(child, 'close');
  rmdirSync(group);
}

function makesNamespaces(): void {
  const { status, stderr } = spawnSync('unshare', ['-Urm', 'true'], { uid: 65_534, gid: 65_534, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

async function reachesItself(): Promise<void> {
  for (const host of ['127.0.0.1', '::1']) {
    const server = createServer((socket) => socket.end('met')).listen(0, host);
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, host).setEncoding('utf8');
    assert.equal((await socket.toArray()).join(''), 'met');
    server.close();
  }
}

function writesToItself(): void {
  writeFileSync('/written-by-a-guest', 'x');
  assert.equal(readFileSync('/written-by-a-guest', 'utf8'), 'x');
}
