// How much more may be asked for, as the header `RateLimit` says it: "default";r=9000;t=37

export interface Remaining {
  /** What queries may still cost. */
  cost: number
  /** In how many seconds they may cost more. */
  seconds: number | undefined
}

function parameter(header: string, name: string): number | undefined {
  const found = new RegExp(`;\\s*${name}=(\\d+)`).exec(header)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** Reads the header; nothing where it is not there. */
export function remainingIn(header: string | null): Remaining | undefined {
  const cost = header === null ? undefined : parameter(header, 'r')
  return cost === undefined || header === null ? undefined : { cost, seconds: parameter(header, 't') }
}
