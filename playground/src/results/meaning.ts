// What columns are called and what they hold, from the schema: its descriptions end with the Swedish word.
import {
  getNamedType,
  isEnumType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type FieldNode,
  type GraphQLEnumType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql'

import { inLanguage, text, type Language } from '../texts'
import swedishFields from '../texts/fields-sv.json'
import { COUNTS, placeOf, type List } from './lists'
import { isPeriod } from './period'

export type Kind = 'number' | 'date' | 'moment' | 'period' | 'yes-no' | 'choice' | 'text'

export interface Column {
  key: string
  heading: string
  kind: Kind
  /** What each value of a choice is called. */
  labels: Map<string, string>
}

/** What a question calls its own columns, by their place. */
export type Headings = Record<string, Record<Language, string>>

interface Field {
  heading: string
  type: GraphQLNamedType
  /** What its groups are made by. */
  groupedBy: GraphQLEnumType | undefined
}

/** What a thing is called by itself, so that its name needs no word of its own. */
export const NAMES = new Set(['name', 'title', 'label', 'shortName', 'text'])

const KINDS: Record<string, Kind> = { Int: 'number', Float: 'number', Boolean: 'yes-no', Date: 'date', DateTime: 'moment' }

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** `leadOrganisation`, `LEAD_ORGANISATION` → `lead organisation` */
function words(name: string): string {
  return name
    .replaceAll('_', ' ')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
}

/** The Swedish word at the end of a description. */
function swedish(description: string | null | undefined): string | undefined {
  return /\(Swedish: ([^),]+)/.exec(description ?? '')?.[1]
}

/** What a field is called: by its description, else by our own list. */
function told(name: string, description: string | null | undefined): string {
  const known = (swedishFields as Record<string, string>)[name]
  return inLanguage({ sv: swedish(description) ?? known ?? words(name), en: words(name) })
}

/** What a value of an enum is called. */
function label(name: string, description: string | null | undefined): string {
  const english = /^([^(]+?) \(Swedish:/.exec(description ?? '')?.[1]
  return inLanguage({ sv: swedish(description) ?? words(name), en: english ?? words(name) })
}

function isCarrier(name: string): boolean {
  return name === 'nodes' || name === 'edges' || name === 'node'
}

/** The fields that a query asks for, by their place in the answer. */
export function fieldsOf(schema: GraphQLSchema | null | undefined, query: string): Map<string, Field> {
  const fields = new Map<string, Field>()
  if (!schema) return fields
  const path: string[] = []
  const types = new TypeInfo(schema)
  const enter = (node: FieldNode) => {
    path.push(node.alias?.value ?? node.name.value)
    const definition = types.getFieldDef()
    if (!definition) return
    const by = getNamedType(definition.args.find(({ name }) => name === 'by')?.type)
    const own = told(definition.name, definition.description)
    const heading = node.alias ? words(node.alias.value) : own
    const type = getNamedType(definition.type)
    const place = path.filter((key) => !isCarrier(key)).join('.')
    if (!isCarrier(node.name.value)) fields.set(place, { heading, type, groupedBy: isEnumType(by) ? by : undefined })
  }
  try {
    const document = parse(query)
    // fragments are put where they are spread: their fields stand there in the answer
    const fragments = new Map(
      document.definitions.flatMap((it) => (it.kind === 'FragmentDefinition' ? [[it.name.value, it] as const] : [])),
    )
    const spread = visit(document, {
      FragmentDefinition: () => null,
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value)
        return (
          fragment && { kind: 'InlineFragment', typeCondition: fragment.typeCondition, selectionSet: fragment.selectionSet }
        )
      },
    })
    visit(spread, visitWithTypeInfo(types, { Field: { enter, leave: () => void path.pop() } }))
  } catch {
    // a query that cannot be read has no answer either
  }
  return fields
}

function labelsOf(type: GraphQLNamedType | undefined): Map<string, string> {
  if (!isEnumType(type)) return new Map()
  return new Map(type.getValues().map(({ name, description }) => [name, capital(label(name, description))]))
}

/** What a column is called by the words on the way to it. */
function heading(fields: Map<string, Field>, list: List, column: string): string {
  const keys = placeOf(list, column).split('.')
  const isAround = column.startsWith('^')
  const from = isAround ? 0 : Math.min(list.path.split('.').length, keys.length - 1)
  const told = keys.map((key, index) => fields.get(keys.slice(0, index + 1).join('.'))?.heading ?? words(key)).slice(from)
  const last = keys.at(-1) ?? ''
  const isNamed = told.length > 1 && (NAMES.has(last) || last === 'totalCount')
  if (isNamed) told.pop()
  // what is far around a row is told by where it stands, not by the whole way there
  return told.slice(isAround ? (isNamed ? -1 : -2) : 0).join(' · ')
}

/** The key of a group: what the enum of its field says. */
function groupKey(fields: Map<string, Field>, place: string): string | undefined {
  const [, at, name] = /^(.*)\.keys\.(\w+)$/.exec(place) ?? []
  if (at === undefined || name === undefined) return undefined
  const value = fields.get(at)?.groupedBy?.getValue(name)
  return told(name, value?.description)
}

function kindOf(type: GraphQLNamedType | undefined, list: List, key: string): Kind {
  if (isEnumType(type)) return 'choice'
  const known = type && KINDS[type.name]
  if (known) return known
  const cells = list.rows.map((row) => row[key]).filter((cell) => cell !== null && cell !== undefined)
  if (cells.length > 0 && cells.every((cell) => typeof cell === 'number')) return 'number'
  if (key.startsWith('keys.') && cells.length > 0 && cells.every(isPeriod)) return 'period'
  return cells.length > 0 && cells.every((cell) => typeof cell === 'boolean') ? 'yes-no' : 'text'
}

/** The columns of counts that stand side by side: what each counts is called as its question or its field says. */
function columnsOfCounts(list: List, fields: Map<string, Field>, own: Headings | undefined): Column[] {
  const within = list.path.slice(0, -COUNTS.length)
  const told = list.rows.map(({ what }): [string, string] => {
    const place = `${within}${what}`
    return [String(what), capital(own?.[place] ? inLanguage(own[place]) : (fields.get(place)?.heading ?? words(String(what))))]
  })
  return [
    { key: 'what', heading: text('what'), kind: 'choice', labels: new Map(told) },
    { key: 'count', heading: text('count'), kind: 'number', labels: new Map() },
  ]
}

/** The columns of a list. */
export function columnsOf(list: List, fields: Map<string, Field>, own: Headings | undefined): Column[] {
  if (list.path.endsWith(COUNTS)) return columnsOfCounts(list, fields, own)
  return list.columns.map((key) => {
    const place = placeOf(list, key)
    const type = fields.get(place)?.type
    const named = own?.[place] ? inLanguage(own[place]) : (groupKey(fields, place) ?? heading(fields, list, key))
    return { key, heading: capital(named), kind: kindOf(type, list, key), labels: labelsOf(type) }
  })
}

/** What a list is called. */
export function nameOf(list: List, fields: Map<string, Field>): string {
  const keys = list.path.split('.').filter((key) => key !== COUNTS)
  if (keys.length === 0) return text('counts')
  const told = keys.map((key, index) => fields.get(keys.slice(0, index + 1).join('.'))?.heading ?? words(key))
  return capital(told.join(' · '))
}
