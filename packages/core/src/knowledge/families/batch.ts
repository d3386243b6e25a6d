/** Batch systems of computing clusters: Slurm, LSF, PBS and Grid Engine, HTCondor; environment modules. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

const TEXT =
  '-n --ntasks -N --nodes -c --cpus-per-task -t --time -p --partition -A --account -J --job-name -q --qos -w --nodelist -x --exclude -C --constraint --mem --mem-per-cpu --gres --gpus -G -a --array -d --dependency --mail-type --mail-user --export --begin --reservation --ntasks-per-node -L --licenses -M --clusters --comment --signal --cpu-bind --mpi -R -W -l -P -m -S -v -r -g -s -u --wckey --open-mode';
/** The first operand is a script or a program of one's own; what it does is done on the cluster. */
const SUBMIT: CommandSpec = {
  style: 'posix',
  operands: ['file.run', 'text*'],
  stdin: 'source.shell',
  values: {
    [TEXT]: 'text',
    '--wrap': 'source.shell',
    '-o --output -e --error': 'file.write',
    '-i --input --export-file': 'file.read',
    '-D --chdir --wd': 'directory',
    '--prolog --epilog --task-prolog --task-epilog': 'code.hook',
  },
};
const RUN: CommandSpec = {
  style: 'posix',
  operands: 'command',
  values: {
    [TEXT]: 'text',
    '-o --output -e --error': 'file.write',
    '-i --input': 'file.read',
    '-D --chdir': 'directory',
    '--prolog --epilog --task-prolog --task-epilog': 'code.hook',
    '--bcast': { takes: 'file.write', attached: true },
  },
};

export const batch: Family = {
  'squeue sinfo sacct sprio sstat sreport sshare sdiag bjobs bqueues bhosts bhist bpeek lsload lshosts qstat qhost qacct pbsnodes showq showstart checkjob condor_q condor_status condor_history condor_version sview sattach':
    { does: 'remote.read', operands: 'text*' },
  sbatch: SUBMIT,
  'qsub condor_submit': SUBMIT,
  srun: RUN,
  salloc: { ...RUN, bare: 'shell.interactive' },
  'bsub qrsh qlogin': { ...RUN, stdin: 'source.shell' },
  'scancel bkill bstop bresume qdel qhold qrls qalter condor_rm condor_hold condor_release': {
    does: 'process.signal',
    operands: 'text*',
  },
  sbcast: { operands: ['file.read', 'text'], does: 'file.write' },
  scrontab: {
    operands: 'schedule.install*',
    bare: 'schedule.install',
    flags: { '-l': { does: 'inspect', only: true }, '-r -e': 'schedule.install' },
  },
  scontrol: {
    commands: {
      'show ping listjobs listpids hostnames hostlist version wait_job write help': {
        does: 'remote.read',
        operands: 'text*',
      },
      'hold release requeue requeuehold suspend resume uhold top notify': { does: 'process.signal', operands: 'text*' },
      'shutdown reboot reboot_nodes': 'system.shutdown',
      '*': { does: 'remote.change', operands: 'text*' },
    },
  },
  sacctmgr: {
    commands: {
      'list show dump ping': 'remote.read',
      'delete remove archive': 'remote.delete',
      '*': { does: 'remote.change', operands: 'text*' },
    },
  },
  'slurmd slurmctld slurmdbd slurmrestd condor_master condor_on condor_restart badmin lsadmin strigger': {
    does: 'service.change',
    operands: 'text*',
  },

  'module ml lmod modulecmd': {
    commands: {
      'list avail av show display spider whatis help keyword key apropos search is-loaded is-avail is-saved savelist paths path test overview':
        { does: 'inspect', operands: 'text*' },
      'load add try-load unload rm del swap switch sw purge restore save reset refresh reload initlist initadd': {
        does: 'config.change',
        operands: 'text*',
      },
      'use unuse': { does: 'shell.poison', operands: 'text*' },
      source: { operands: 'file.run*' },
    },
    operands: 'text*',
    does: 'config.change',
  },
};
