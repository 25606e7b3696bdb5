// What a person can do something about.

/** A message for people, of one sentence or several. */
export class AskError extends Error {}

/** Thrown where a question was stopped. */
export class StoppedError extends AskError {
  constructor() {
    super("Stopped.");
  }
}
