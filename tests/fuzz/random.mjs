// Random choices that a seed repeats.

/** A generator of choices by mulberry32, which is small and repeats for a seed. */
export function choices(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit) => Math.floor(next() * limit)
  return {
    /** A whole number from 0 to `limit`, which it never is. */
    below,
    /** True in so many of a hundred cases. */
    often: (percent) => next() * 100 < percent,
    one: (list) => list[below(list.length)],
    some: (list, most) => Array.from({ length: below(most + 1) }, () => list[below(list.length)]),
  }
}
