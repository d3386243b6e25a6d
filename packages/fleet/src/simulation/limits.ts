/** What a simulation does not show. */
export const LIMITS: readonly string[] = [
  'All agents are simulated: what they run was made up, and decided by the gate itself. Of real agents, and of how often their work is found, nothing is said here.',
  'Turned agents do what lists of this program have. One that does other things, or that stays below what is usual, is found later or not at all.',
  'All nodes run in one process, one after the other, and nothing is lost or late between them: times are those of the work, and not of networks.',
  'All nodes of the fleet above are honest. What lying nodes do is shown for means alone, in an experiment of its own.',
  'What is usual was learned from half a day of simulated agents of the same kinds, and no season of a week is used.',
  'An agent in quarantine goes on here, and a gate would deny it all.',
  'Signatures are made and checked beside all else, on further processors where there are any: their time is that in which at least one was under way, and not what the window would save without them.',
];
