/** Programs that root loads into the kernel stay, where bpf's file system is; one of its own goes with the command. */
export const IN_OWN_BPF_FS: readonly string[] = [
  'unshare',
  '--mount',
  '--propagation',
  'private',
  'sh',
  '-c',
  'mount -t bpf bpf /sys/fs/bpf && exec "$@"',
  'sh',
];

/** The program, and what it is started with. */
export function inOwnBpfFs(words: readonly string[]): [string, string[]] {
  const [unshare = '', ...before] = IN_OWN_BPF_FS;
  return [unshare, [...before, ...words]];
}
