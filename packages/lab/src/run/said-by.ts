/** Of what an error says; an arm may make it of any length. */
const SAID_LENGTH_MAX = 4_096;

/** The class of an error, and what it says; of a long text the beginning and the end. */
export function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return `a ${typeof error}`;
  const { code } = error as { readonly code?: unknown };
  const said = `${typeof code === 'string' ? code : error.name}: ${error.message}`;
  if (said.length <= SAID_LENGTH_MAX) return said;
  return `${said.slice(0, SAID_LENGTH_MAX / 2)} … ${said.slice(-SAID_LENGTH_MAX / 2)}`;
}
