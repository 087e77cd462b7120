// Years, quarters and months, as the API writes them: `2026`, `2026-Q4`, `2026-11`.
import { language } from '../texts'

const PERIOD = /^(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$/
const MONTH = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' })
const QUARTER = { sv: 'kv', en: 'Q' }[language]

export type Length = 'year' | 'quarter' | 'month'

export function isPeriod(text: unknown): text is string {
  return typeof text === 'string' && PERIOD.test(text)
}

/** The zone that the API makes days and periods of moments by. */
export const TIME_ZONE = 'Europe/Stockholm'

// the only locale that writes days as ISO 8601 does
const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: TIME_ZONE })

/** The day of a moment there, `2026-11-21`; days of the calendar are kept as their beginning in UTC. */
export function dayOf(moment: Date): string {
  return DAY.format(moment)
}

/** Its first day, and how long it is. */
export function readPeriod(text: string): { begin: Date; length: Length } {
  const [, year, quarter, month] = PERIOD.exec(text) ?? []
  const first = quarter ? 3 * (Number(quarter) - 1) : month ? Number(month) - 1 : 0
  return { begin: new Date(Date.UTC(Number(year), first, 1)), length: quarter ? 'quarter' : month ? 'month' : 'year' }
}

/** The period of this length that a day lies in, as people say it. */
export function called(day: Date, length: Length): string {
  if (length === 'month') return MONTH.format(day)
  const year = String(day.getUTCFullYear())
  return length === 'year' ? year : `${year} ${QUARTER} ${Math.floor(day.getUTCMonth() / 3) + 1}`
}
