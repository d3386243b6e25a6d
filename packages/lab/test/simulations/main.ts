/**
 * `npm run lab:coverage [RUNS]`: how often intervals hold the truth and tests err, in 10^4 made-up experiments of each
 * kind. The exit status is 1 where one is out of its range, or where a canary is not.
 */
import { meanShares } from './looks.ts';
import { CANARY, LOOKED_CANARY, simulate, type Simulation, simulations } from './simulations.ts';

const SEED = 20_260_101;

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

function rowOf(simulation: Simulation, runs: number): boolean {
  const { share, interval, range, isRight } = simulate(simulation, runs, SEED);
  const bounds = `${percent(range[0])} to ${percent(range[1])}`;
  const words = [
    isRight ? 'holds' : 'OUT',
    simulation.counts.padEnd(8),
    percent(simulation.nominal).padStart(8),
    percent(share).padStart(8),
    `[${percent(interval.low)}, ${percent(interval.high)}]`.padEnd(20),
    bounds.padEnd(20),
    simulation.name + (simulation.reason === undefined ? '' : ` (${simulation.reason})`),
  ];
  console.log(words.join('  '));
  return isRight;
}

const runs = Number(process.argv[2] ?? 10_000);
console.log(`${runs} experiments each, seed ${SEED}: counted, nominal, share, its 95 % interval, range, what`);
const outOfRange = simulations.filter((simulation) => !rowOf(simulation, runs));
const missed = [CANARY, LOOKED_CANARY].filter((canary) => rowOf(canary, runs));
for (const spending of ['obrien-fleming', 'pocock'] as const) {
  const { planned, none } = meanShares(spending, runs, SEED);
  console.log(
    `three looks, ${spending}: ${percent(planned)} of the values are measured on average under the planned effect, ${percent(none)} under none`,
  );
}
if (outOfRange.length > 0 || missed.length > 0) process.exitCode = 1;
