/**
 * `npm run bench [-- --json] [--slowest N]`: times the decision, packed evaluation, start, footprint and peers.
 * The figures hold for this machine and its load; no bar is enforced.
 */
import { parseArgs } from 'node:util';
import { CorpusError, corpusFolder, distinctCommands, loadCorpora } from '../corpora.ts';
import { measureDecisions, measureRepeats, measureWork } from './decisions.ts';
import { type MachineFacts, machineFacts } from './facts.ts';
import { measureFootprint } from './footprint.ts';
import { measurePacked } from './packed.ts';
import { measurePeers } from './peers.ts';
import { readWork } from './reading.ts';
import { formatSection, meetsBar, type Section, unmeasured } from './rows.ts';
import { seededRandom, shuffle } from './shuffle.ts';
import { slowest } from './slowest.ts';
import { measureStartup } from './startup.ts';

const SHUFFLE_SEED = 1;

type Report = (section: Section) => void;

async function measure(slowestCount: number, report: Report): Promise<void> {
  // Spawned first: later this process holds memory, and the system copies what it must at every spawn.
  report(measureStartup());
  report(measureFootprint());
  report(measurePacked());
  const commands = readCommands(report);
  if (commands === undefined) return;
  const balanced = measureDecisions(commands, 'balanced');
  report(balanced.section);
  report(measureDecisions(commands, 'strict').section);
  report(measureWork('reading only', await readWork(commands), commands.length, false).section);
  report(measureRepeats());
  report(measurePeers(commands));
  if (slowestCount > 0) report(slowest(commands, balanced.itemNs, slowestCount));
}

function readCommands(report: Report): string[] | undefined {
  try {
    return shuffle(distinctCommands(loadCorpora(corpusFolder())), seededRandom(SHUFFLE_SEED));
  } catch (error) {
    if (!(error instanceof CorpusError && error.code === 'ABSENT')) throw error;
    report(unmeasured('decide', error.message));
    return undefined;
  }
}

function formatFacts(facts: MachineFacts): string {
  const { cpu, cores, memoryMb, platform, node, load } = facts;
  const machine = `${cpu}, ${cores} cores, ${memoryMb} MB, ${platform}, Node ${node}, load ${load.toFixed(2)}`;
  return load > cores ? `${machine}\nThe load is above the number of cores: expect times too long.\n` : `${machine}\n`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, slowest: { type: 'string', default: '0' } },
  });
  const facts = machineFacts();
  if (!values.json) console.log(formatFacts(facts));
  const sections: Section[] = [];
  await measure(Number(values.slowest), (section) => {
    sections.push(section);
    if (!values.json) console.log(formatSection(section));
  });
  if (values.json) console.log(JSON.stringify({ machine: facts, sections: sections.map(withOutcome) }, null, 1));
}

function withOutcome(section: Section): object {
  return { ...section, rows: section.rows.map((row) => ({ ...row, met: meetsBar(row) })) };
}

await main();
