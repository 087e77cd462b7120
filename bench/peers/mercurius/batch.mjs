// Batches: one statement for all parents of a level.
import { tables } from './tables.mjs'
import { visible } from './visible.mjs'

/** A relation to one row, whose key is in the parent's column `by`. */
export function one(table, by) {
  const { columns } = tables[table]
  return async (queries, { database, viewer }) => {
    const ids = new Set()
    for (const { obj } of queries) if (obj[by] !== null) ids.add(obj[by])
    if (ids.size === 0) return queries.map(() => null)
    const rows = await database.rows(
      `one ${table} ${viewer}`,
      `SELECT ${columns} FROM ${table} WHERE id = ANY($1::uuid[]) AND ${visible(table, viewer)}`,
      [[...ids]],
    )
    const byId = new Map(rows.map((row) => [row.id, row]))
    return queries.map(({ obj }) => byId.get(obj[by]) ?? null)
  }
}

/** A page of the rows whose column `by` names the parent. */
export function many(table, by, condition) {
  return connection(pages(table, table, `${table}.${by}`, condition))
}

/** A page of the rows that a link table, `[table, parent's column, row's column]`, links to the parent. */
export function linked(table, [link, parent, row]) {
  const from = `${link} JOIN ${table} ON ${table}.id = ${link}.${row}`
  return connection(pages(table, from, `${link}.${parent}`))
}

/** All rows whose column `by` names the parent, as a plain list. */
export function list(table, by) {
  const load = pages(table, table, `${table}.${by}`)
  return (queries, context) => load(queries, null, context)
}

/** The first row whose column `by` names the parent. */
export function first(table, by) {
  const load = pages(table, table, `${table}.${by}`)
  return async (queries, context) => {
    const lists = await load(queries, 1, context)
    return lists.map((rows) => rows[0] ?? null)
  }
}

/** Asks once for each size of page among the queries: as a rule there is one. */
function connection(load) {
  return async (queries, context) => {
    const answers = new Map()
    const bySize = Map.groupBy(queries, ({ params }) => params.first)
    await Promise.all(
      [...bySize].map(async ([size, some]) => {
        const lists = await load(some, size, context)
        some.forEach((query, place) => answers.set(query, { nodes: lists[place] }))
      }),
    )
    return queries.map((query) => answers.get(query))
  }
}

/** A lateral join, so that the page of each parent stops at its limit in an index. */
function pages(table, from, parent, condition = 'TRUE') {
  const { columns, order = 'id' } = tables[table]
  const inner = columns.split(',').map((column) => `${table}.${column.trim()}`).join(', ')
  const innerOrder = order.split(', ').map((key) => `${table}.${key}`).join(', ')
  const outerOrder = order.split(', ').map((key) => `page.${key}`).join(', ')
  return async (queries, size, { database, viewer }) => {
    const text = `SELECT parent.id AS parent, page.* FROM unnest($1::uuid[]) AS parent (id) CROSS JOIN LATERAL (
        SELECT ${inner} FROM ${from}
        WHERE ${parent} = parent.id AND ${condition} AND ${visible(table, viewer)}
        ORDER BY ${innerOrder} LIMIT $2
      ) AS page ORDER BY ${outerOrder}`
    const ids = queries.map(({ obj }) => obj.id)
    const rows = await database.rows(`many ${table} ${parent} ${viewer}`, text, [ids, size])
    const byParent = Map.groupBy(rows, (row) => row.parent)
    return queries.map(({ obj }) => byParent.get(obj.id) ?? [])
  }
}
