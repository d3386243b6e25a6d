/**
 * How agents are called in a fleet. One whose name says something at its own gate alone is `name@node`, and only that node
 * may say anything of it; a name without `@` is one agent at every gate of the tenant.
 */

export function nameAt(agent: string, node: string): string {
  return `${agent}@${node}`;
}

/** Whether evidence of `node` may be about the agent. */
export function mayTellOf(node: string, agent: string): boolean {
  const only = onlyNodeOf(agent);
  return only === undefined || only === node;
}

/** The only node that may say anything of an agent; undefined of one that is known by its name at every gate. */
export function onlyNodeOf(agent: string): string | undefined {
  const at = agent.lastIndexOf('@');
  return at < 0 ? undefined : agent.slice(at + 1);
}

/** The kind of an agent, which it has in common with others: its name up to the first `/` or `@`. */
export function cohortOf(agent: string): string {
  return /^[^/@]+/u.exec(agent)?.[0] ?? agent;
}
