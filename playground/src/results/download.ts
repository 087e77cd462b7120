// What is shown, as a file.
import type { Row } from './lists'
import type { Column } from './meaning'

/**
 * What a spreadsheet would take for a formula, were it not for the apostrophe: in any width, and whatever comes before that
 * cannot be seen. The rule of exports (`api/src/http/export/csv.rs`).
 */
const FORMULA =
  /^(?:[\t\r\n]|[\s\p{Cc}\u{ad}\u{180e}\u{200b}-\u{200f}\u{202a}-\u{2069}\u{feff}]*[=+\-@\uff1d\uff0b\uff0d\uff20])/u

function field(cell: unknown, column: Column): string {
  if (cell === null || cell === undefined) return ''
  const told = column.kind === 'choice' ? (column.labels.get(String(cell)) ?? String(cell)) : String(cell)
  const safe = typeof cell === 'string' && FORMULA.test(told) ? `'${told}` : told
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The table as CSV (RFC 4180), with the mark by which spreadsheets know UTF-8. */
export function csv(columns: Column[], rows: Row[]): Blob {
  const heading = columns.map((column) => field(column.heading, { ...column, kind: 'text' }))
  const lines = [heading, ...rows.map((row) => columns.map((column) => field(row[column.key], column)))]
  return new Blob([`\uFEFF${lines.map((line) => line.join(',')).join('\r\n')}\r\n`], { type: 'text/csv;charset=utf-8' })
}

/** The answer as it came. */
export function json(answer: string): Blob {
  return new Blob([answer], { type: 'application/json' })
}

/** Gives the reader a file. */
export function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 1000)
}
