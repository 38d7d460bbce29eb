/** What the user can put right: printed without a stack. */
export class AssembleError extends Error {
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}
