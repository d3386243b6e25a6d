/**
 * What every domain's error is: a class of its own whose `code` is one of a closed union. Callers branch on the code;
 * the message says what was expected, what was met and what to do, and never holds a secret.
 */
export abstract class CodedError<Code extends string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
