// What cells look like to people.
import { language, text } from '../texts'
import type { Cell } from './lists'
import type { Column } from './meaning'
import { called, readPeriod, TIME_ZONE } from './period'

const NUMBER = new Intl.NumberFormat(language, { maximumFractionDigits: 2 })
const DATE = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' })
const MOMENT = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: TIME_ZONE })
const COLLATOR = new Intl.Collator(language, { numeric: true })

/** A number as it is written here. */
export function number(value: number): string {
  return NUMBER.format(value)
}

function day(cell: Cell, format: Intl.DateTimeFormat): string {
  const date = new Date(String(cell))
  return Number.isNaN(date.valueOf()) ? String(cell) : format.format(date)
}

/** The cell in a table; empty where there is nothing. */
export function shown(cell: Cell | undefined, column: Column): string {
  if (cell === null || cell === undefined) return ''
  switch (column.kind) {
    case 'number':
      return typeof cell === 'number' ? number(cell) : String(cell)
    case 'date':
      return day(cell, DATE)
    case 'moment':
      return day(cell, MOMENT)
    case 'period': {
      const { begin, length } = readPeriod(String(cell))
      return called(begin, length)
    }
    case 'yes-no':
      return text(cell === true ? 'yes' : 'no')
    case 'choice':
      return column.labels.get(String(cell)) ?? String(cell)
    case 'text':
      return String(cell)
  }
}

/** Which of two cells comes first; what is missing comes last, whichever way. */
export function compared(one: Cell | undefined, other: Cell | undefined, column: Column, descending: boolean): number {
  const isMissing = (cell: Cell | undefined) => cell === null || cell === undefined
  if (isMissing(one) || isMissing(other)) return Number(isMissing(one)) - Number(isMissing(other))
  const ascending =
    typeof one === 'number' && typeof other === 'number'
      ? one - other
      : column.kind === 'date' || column.kind === 'moment' || column.kind === 'period'
        ? String(one).localeCompare(String(other), 'en')
        : COLLATOR.compare(shown(one, column), shown(other, column))
  return descending ? -ascending : ascending
}
