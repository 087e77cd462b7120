// A list as a table that can be ordered by each of its columns.
import { useMemo } from 'react'

import { text } from '../texts'
import { compared, shown } from './format'
import type { Row } from './lists'
import type { Column } from './meaning'

/** The most rows that are shown: a browser lays out so many without a pause. */
const MOST_ROWS = 500

export interface Order {
  column: string
  descending: boolean
}

/** The rows in this order; in that of the answer where there is none. */
export function useOrdered(rows: Row[], columns: Column[], order: Order | undefined): Row[] {
  return useMemo(() => {
    const column = columns.find(({ key }) => key === order?.column)
    if (!column || !order) return rows
    return rows.toSorted((one, other) => compared(one[column.key], other[column.key], column, order.descending))
  }, [rows, columns, order])
}

interface Props {
  name: string
  columns: Column[]
  rows: Row[]
  order: Order | undefined
  onOrder: (order: Order | undefined) => void
}

/** Numbers begin with the largest, texts with the first; a third time gives the answer's own order back. */
function next(column: Column, order: Order | undefined): Order | undefined {
  const first = column.kind === 'number'
  if (order?.column !== column.key) return { column: column.key, descending: first }
  return order.descending === first ? { column: column.key, descending: !first } : undefined
}

function direction(column: Column, order: Order | undefined): 'ascending' | 'descending' | 'none' {
  if (order?.column !== column.key) return 'none'
  return order.descending ? 'descending' : 'ascending'
}

export function Table({ name, columns, rows, order, onOrder }: Props) {
  return (
    <div className="results-scroll" tabIndex={0} role="region" aria-label={name}>
      <table className="results-table">
        <caption className="for-readers">{name}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.kind} aria-sort={direction(column, order)}>
                <button
                  type="button"
                  onClick={() => onOrder(next(column, order))}
                  title={text('sort-by', { column: column.heading })}
                >
                  {column.heading}
                  <span className="arrow" aria-hidden="true" />
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row, index) => (
            <tr key={index}>
              {columns.map((column) => (
                <td key={column.key} className={column.kind}>
                  {shown(row[column.key], column) || <span className="missing">–</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && <p className="results-note">{text('first-rows', { count: MOST_ROWS })}</p>}
    </div>
  )
}
