/** Which connections there are: looking, and the one way of cutting them. */
import type { Family } from '../vocabulary/spec.ts';

export const netstate: Family = {
  netstat: { does: 'inspect', operands: 'text*', values: { '-A -I -f -p -w -M -N': 'text' } },
  ss: {
    does: 'inspect',
    operands: 'text*',
    flags: { '-K --kill': 'process.signal' },
    values: {
      '-f --family -A --query --socket -N --net -z': 'text',
      '-D --diag': 'file.write',
      '-F --filter': 'file.read',
    },
  },
  lsof: {
    does: 'inspect',
    operands: 'file.list*',
    values: {
      '-a -b -h -l -n -N -t -U -v -w': { takes: 'text', attached: true },
      '-c -d -D -e -E -F -g -i -k -K -L -m -o -p -r -s -S -T -u -x -z -Z +c +d +D +f +m +r': 'text',
    },
  },
  'nstat rtacct lnstat rtstat lsfd lslocks lsns lsipc': {
    does: 'inspect',
    values: { '-d -t -o --output -F -Q -p -f -k -c -i -w': 'text' },
  },
  fuser: {
    does: 'inspect',
    operands: 'file.list*',
    flags: { '-k --kill': 'process.signal' },
    values: { '-n --namespace -N': 'text' },
  },
  'sockstat procstat fstat netstat-nat ntop ntopng darkstat ipcs': {
    does: 'inspect',
    operands: 'text*',
    values: { '-P -p -j -i -w': 'text' },
  },
  'tcpkill cutter tcpnice': 'attack.tool',
};
