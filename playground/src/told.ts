// What one part of the page tells another: a value, and whoever wants to hear of the next.

type Listener = () => void

export class Told<T> {
  #value: T
  #listeners = new Set<Listener>()

  constructor(value: T) {
    this.#value = value
  }

  readonly value = (): T => this.#value

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(value: T): void {
    this.#value = value
    for (const listener of this.#listeners) listener()
  }
}
