// The lists of an answer, as rows: connections, groups and plain lists, wherever in the answer they stand. What is inside of
// what (the missions of each focus area) becomes a list of its own, in which each row begins with what it is inside of.

import { isPeriod } from './period'

export type Cell = string | number | boolean | null
export type Row = Record<string, Cell>

export interface List {
  /** Where it stands: the answer's keys, joined by points, without `nodes` and `edges`. */
  path: string
  /** Its columns: keys within a row, joined by points. */
  columns: string[]
  rows: Row[]
  /** How many there are in all, where the query asked. */
  total: number | undefined
}

type Json = Cell | Json[] | { [key: string]: Json }
type JsonObject = { [key: string]: Json }

/** What only carries others. */
const CARRIERS = new Set(['nodes', 'edges', 'node'])

/** What tells of a list, not of its things. */
const ABOUT_LISTS = new Set(['pageInfo', 'cursor', '__typename'])

/** The path of counts that stand side by side, below what they are in. */
export const COUNTS = '#'

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList(value: Json): value is (JsonObject | null)[] {
  return Array.isArray(value) && value.every((item) => item === null || isObject(item))
}

function joined(path: string, key: string): string {
  if (CARRIERS.has(key)) return path
  return path === '' ? key : `${path}.${key}`
}

/** The keys of a group: each is a column, named by its field. */
function keysOfGroup(keys: (JsonObject | null)[], path: string): Row {
  const cells = keys.map((key, index): [string, Cell] => {
    // a period keeps the form in which it is ordered; it is shown in words later
    const told = isPeriod(key?.value) ? key.value : (key?.label ?? key?.value ?? null)
    return [joined(path, typeof key?.field === 'string' ? key.field : String(index + 1)), told as Cell]
  })
  return Object.fromEntries(cells)
}

function isGroup(item: JsonObject): boolean {
  return Array.isArray(item.keys)
}

/** What things within a cell are called, in one text. */
function names(items: (JsonObject | null)[]): Cell {
  const told = items.map((item) => Object.values(flat(item ?? {}, '').row).find((cell) => typeof cell === 'string') ?? '')
  return told.filter(Boolean).join(', ') || null
}

interface Flat {
  row: Row
  inside: [string, (JsonObject | null)[]][]
}

/** A thing as a row, and the lists inside of it. */
function flat(item: JsonObject, path: string): Flat {
  const found: Flat = { row: {}, inside: [] }
  for (const [key, value] of Object.entries(item)) {
    if (ABOUT_LISTS.has(key)) continue
    const at = joined(path, key)
    if (key === 'keys' && isGroup(item)) Object.assign(found.row, keysOfGroup(item.keys as JsonObject[], at))
    else if (isObject(value)) {
      const within = flat(value, at)
      Object.assign(found.row, within.row)
      found.inside.push(...within.inside)
    } else if (isList(value) && value.length > 0) {
      found.inside.push([at, value])
      found.row[at] = names(value)
    } else if (Array.isArray(value)) found.row[at] = value.join(', ') || null
    else found.row[at] = value
  }
  return found
}

/** Every row of every list, by the path of the list. */
class Collector {
  readonly lists = new Map<string, List>()

  #list(path: string): List {
    const list = this.lists.get(path) ?? { path, columns: [], rows: [], total: undefined }
    this.lists.set(path, list)
    return list
  }

  add(path: string, items: (JsonObject | null)[], around: Row, total: Json | undefined): void {
    const list = this.#list(path)
    if (typeof total === 'number' && Object.keys(around).length === 0) list.total = total
    for (const item of items) {
      if (!item) continue
      const { row, inside } = flat(item, '')
      list.rows.push({ ...around, ...row })
      const lists = new Set(inside.map(([at]) => at))
      const own = Object.entries(row).filter(([column]) => !lists.has(column))
      const within = Object.fromEntries(own.map(([column, cell]) => [`^${path}.${column}`, cell]))
      for (const [at, children] of inside) this.add(joined(path, at), children, { ...around, ...within }, undefined)
    }
  }

  /** Counts that stand side by side are a list of their own. */
  #addCounts(value: JsonObject, path: string): void {
    const counts = Object.entries(value).flatMap(([key, child]) =>
      isObject(child) && typeof child.totalCount === 'number' && Object.keys(child).length === 1
        ? [[key, child.totalCount] as const]
        : [],
    )
    if (counts.length < 2) return
    this.#list(joined(path, COUNTS)).rows.push(...counts.map(([what, count]) => ({ what, count })))
  }

  walk(value: JsonObject, path: string): void {
    this.#addCounts(value, path)
    for (const [key, child] of Object.entries(value)) {
      if (isList(child)) this.add(joined(path, key), child, {}, value.totalCount)
      else if (isObject(child)) this.walk(child, joined(path, key))
    }
  }
}

/** The lists of an answer, those that stand outermost first. */
export function listsOf(data: unknown): List[] {
  const collector = new Collector()
  if (isObject(data as Json)) collector.walk(data as JsonObject, '')
  const lists = [...collector.lists.values()]
  for (const list of lists) list.columns = [...new Set(list.rows.flatMap((row) => Object.keys(row)))]
  const depth = ({ path }: List) => path.split('.').length
  return lists.toSorted((one, other) => depth(one) - depth(other))
}

/** Where a column stands in the answer; what is around a row is marked with `^`. */
export function placeOf(list: List, column: string): string {
  return column.startsWith('^') ? column.slice(1) : joined(list.path, column)
}
