// Time as a chart has it: every year, quarter or month from the first to the last, so that nothing happening shows.
import type { Cell, Row } from './lists'
import type { Column } from './meaning'
import { called, dayOf, readPeriod, type Length } from './period'

export interface Timeline {
  steps: string[]
  /** The step that a day, a moment or a period lies in; none where nothing is said. */
  stepOf: (cell: Cell | undefined) => string | undefined
}

/** The longest spans, in years, that are shown in months and in quarters. */
const IN_MONTHS = 1
const IN_QUARTERS = 6

export function isTime({ kind }: Column): boolean {
  return kind === 'date' || kind === 'moment' || kind === 'period'
}

/** The length that suits these days; periods have their own. */
function lengthOf(days: Date[], rows: Row[], { key, kind }: Column): Length {
  if (kind === 'period') return readPeriod(String(rows.find((row) => row[key])?.[key])).length
  const years = days.map((day) => day.getUTCFullYear())
  const span = Math.max(...years) - Math.min(...years)
  return span <= IN_MONTHS ? 'month' : span <= IN_QUARTERS ? 'quarter' : 'year'
}

/** The timeline of a column; none where it has no time in it. */
export function timelineOf(rows: Row[], column: Column): Timeline | undefined {
  const calendarDay = (cell: Cell | undefined): Date | undefined => {
    if (!cell) return undefined
    if (column.kind === 'period') return readPeriod(String(cell)).begin
    const at = new Date(String(cell))
    if (Number.isNaN(at.valueOf())) return undefined
    return column.kind === 'moment' ? new Date(dayOf(at)) : at
  }
  const days = rows.map((row) => calendarDay(row[column.key])).filter((day) => day !== undefined)
  if (days.length === 0) return undefined
  const length = lengthOf(days, rows, column)
  const [first, last] = [Math.min(...days.map(Number)), Math.max(...days.map(Number))]
  const steps = new Set<string>()
  const at = new Date(first)
  at.setUTCDate(1)
  for (; at.valueOf() <= last; at.setUTCMonth(at.getUTCMonth() + 1)) steps.add(called(at, length))
  steps.add(called(new Date(last), length))
  const stepOf = (cell: Cell | undefined) => {
    const day = calendarDay(cell)
    return day && called(day, length)
  }
  return { steps: [...steps], stepOf }
}
