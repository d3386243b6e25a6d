/** Randomness, as it comes in from outside. */
export interface Random {
  /** So many bytes that nobody can foresee. */
  bytes(sizeBytes: number): Uint8Array;
}
