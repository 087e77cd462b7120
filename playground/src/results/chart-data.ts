// What a chart shows of a list: one value for each of what it is by, divided into series.
import { text } from '../texts'
import { shown } from './format'
import type { Row } from './lists'
import { NAMES, type Column } from './meaning'
import { isTime, timelineOf } from './timeline'

export type ChartKind = 'bars' | 'lines' | 'shares'

/** What the reader chose; columns by their key, '' for the number of rows and for no series. */
export interface ChartChoice {
  kind: ChartKind
  by: string
  value: string
  series: string
}

export interface ChartData {
  title: string
  categories: string[]
  series: { name: string; values: number[] }[]
}

/** More of them cannot be told from each other. */
const MOST_CATEGORIES = 40
const MOST_SERIES = 10

const isMeasure = ({ kind }: Column) => kind === 'number'

/** What a kind of chart can be by. */
export function possibleBy(kind: ChartKind, columns: Column[]): Column[] {
  return kind === 'lines' ? columns.filter(isTime) : columns.filter((column) => !isMeasure(column))
}

/** What it can show. */
export function possibleValues(columns: Column[]): Column[] {
  return columns.filter(isMeasure)
}

function distinct(rows: Row[], { key }: Column): number {
  return new Set(rows.map((row) => row[key])).size
}

/** What suits a list: its measure, where it has one, by what tells its rows apart; else how many are alike. */
export function suited(rows: Row[], columns: Column[]): ChartChoice {
  const values = possibleValues(columns)
  const value = values.find(({ key }) => key === 'count') ?? values.at(-1)
  const texts = columns.filter((column) => !isMeasure(column) && !isTime(column))
  const telling = texts.filter((column) => distinct(rows, column) > 1)
  const alike = telling.filter((column) => distinct(rows, column) < rows.length)
  const by = (value ? telling[0] : (alike.find(({ kind }) => kind === 'choice') ?? alike[0])) ?? texts[0] ?? columns[0]
  const isGroup = value?.key === 'count'
  const period = columns.find(({ kind }) => kind === 'period')
  if (period && value) return { kind: 'lines', by: period.key, value: value.key, series: telling[0]?.key ?? '' }
  const series = isGroup ? telling.find((column) => column !== by && column.key.startsWith('keys.')) : undefined
  return { kind: 'bars', by: by?.key ?? '', value: value?.key ?? '', series: series?.key ?? '' }
}

type Sums = Map<string, Map<string, number>>

/** The largest first, what is beyond the most as one. */
function bounded(totals: Map<string, number>, most: number): { kept: string[]; rest: string[] } {
  const names = [...totals.keys()]
  if (names.length <= most) return { kept: names, rest: [] }
  const bySize = names.toSorted((one, other) => (totals.get(other) ?? 0) - (totals.get(one) ?? 0))
  const kept = new Set(bySize.slice(0, most - 1))
  return { kept: names.filter((name) => kept.has(name)), rest: bySize.slice(most - 1) }
}

function totals(sums: Sums, of: 'category' | 'series'): Map<string, number> {
  const found = new Map<string, number>()
  for (const [category, values] of sums) {
    for (const [series, value] of values) {
      const name = of === 'category' ? category : series
      found.set(name, (found.get(name) ?? 0) + value)
    }
  }
  return found
}

/** `Core Team` stays as it is. */
function inSentence(word: string): string {
  return /^\p{Lu}\p{Ll}+( |$)(?!\p{Lu})/u.test(word) ? word.charAt(0).toLowerCase() + word.slice(1) : word
}

/** What the chart shows, in words; rows that are told apart by their own name are called what the list is called. */
function titleOf(choice: ChartChoice, columns: Column[], subject: string): string {
  const named = (key: string) => columns.find((column) => column.key === key)?.heading ?? subject
  const by = inSentence(NAMES.has(choice.by) ? subject : named(choice.by))
  const values = { value: named(choice.value), by }
  return choice.series
    ? text('chart-of-series', { ...values, series: inSentence(named(choice.series)) })
    : text('chart-of', values)
}

/** The chart's data; nothing where the list cannot be shown so. */
export function chartData(
  rows: Row[],
  columns: Column[],
  choice: ChartChoice,
  subject: string,
  title?: string,
): ChartData | undefined {
  const by = possibleBy(choice.kind, columns).find(({ key }) => key === choice.by)
  if (!by || rows.length === 0) return undefined
  const series = columns.find(({ key }) => key === choice.series)
  const missing = text('missing')
  const timeline = choice.kind === 'lines' ? timelineOf(rows, by) : undefined
  if (choice.kind === 'lines' && !timeline) return undefined

  const sums: Sums = new Map(timeline?.steps.map((step) => [step, new Map()]))
  for (const row of rows) {
    const category = timeline ? timeline.stepOf(row[by.key]) : shown(row[by.key], by) || missing
    if (category === undefined) continue
    const name = series ? shown(row[series.key], series) || missing : titleOf(choice, columns, subject)
    const value = choice.value === '' ? 1 : Number(row[choice.value] ?? 0)
    const values = sums.get(category) ?? new Map<string, number>()
    values.set(name, (values.get(name) ?? 0) + value)
    sums.set(category, values)
  }
  const isCounted = choice.value === '' && !timeline
  const counted = totals(sums, 'category')
  const ordered = isCounted
    ? [...sums].toSorted(([one], [other]) => (counted.get(other) ?? 0) - (counted.get(one) ?? 0))
    : [...sums]
  return arranged(new Map(ordered), title ?? titleOf(choice, columns, subject), timeline ? Infinity : MOST_CATEGORIES)
}

function arranged(sums: Sums, title: string, most: number): ChartData {
  const sizes = totals(sums, 'category')
  const categories = bounded(new Map([...sums.keys()].map((name) => [name, sizes.get(name) ?? 0])), most)
  const series = bounded(totals(sums, 'series'), MOST_SERIES)
  const others = (rest: string[]) => (rest.length > 0 ? [{ name: text('chart-others', { count: rest.length }), of: rest }] : [])
  const rows = [...categories.kept.map((name) => ({ name, of: [name] })), ...others(categories.rest)]
  const parts = [...series.kept.map((name) => ({ name, of: [name] })), ...others(series.rest)]
  const sum = (names: string[], within: string[]) =>
    names.reduce((all, name) => all + within.reduce((some, part) => some + (sums.get(name)?.get(part) ?? 0), 0), 0)
  return {
    title,
    categories: rows.map(({ name }) => name),
    series: parts.map(({ name, of }) => ({ name, values: rows.map((row) => sum(row.of, of)) })),
  }
}
