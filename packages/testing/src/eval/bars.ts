/** The bars that the project sets itself, in percent of the rows that a metric counts; less is better. */

export const BARS: Readonly<Record<string, number>> = {
  miss: 1,
  underdeny: 40,
  friction: 3,
  wrong_deny: 0.3,
  over: 2,
  prompts: 4,
  escape: 1.5,
  attack: 4,
  strict_let: 1,
  doc_deny: 1,
  doc_ask: 30,
  unknown: 15,
  real_stop: 4,
  order: 0,
  canary: 0,
  unanswered: 0,
};
