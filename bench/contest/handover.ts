/** Lets one side give values, each when the other asks for it. */
export class Handover<T> {
  #asked: ((value: T) => void) | undefined;
  #wanted: (() => void) | undefined;

  /** The next value, once it is given. */
  take(): Promise<T> {
    return new Promise((resolve) => {
      this.#asked = resolve;
      this.#wanted?.();
    });
  }

  /** Gives a value to who has asked, and waits until the next one is asked for. */
  give(value: T): Promise<void> {
    const asked = this.#asked;
    this.#asked = undefined;
    return new Promise((resolve) => {
      this.#wanted = resolve;
      asked?.(value);
    });
  }
}
