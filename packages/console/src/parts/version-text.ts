/** A version of the policy, as people name it. */
export function versionText(version: number): string {
  return version === 0 ? 'what Capgate comes with' : `version ${version}`;
}
