/** The class of an error, and what it says. */
export function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return `a ${typeof error}`;
  const { code } = error as { readonly code?: unknown };
  return `${typeof code === 'string' ? code : error.name}: ${error.message}`;
}
