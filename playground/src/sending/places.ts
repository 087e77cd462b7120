// Where in a query an error is: the server says it, or says which field of the answer it is about.
import { getLocation, parse, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql'

import type { Problem } from '../fetcher'

/** A place in the editor, counted from 1. */
export interface Place {
  line: number
  column: number
}

export interface Placed {
  message: string
  place: Place | undefined
}

function read(query: string): DocumentNode | undefined {
  try {
    return parse(query)
  } catch {
    return undefined
  }
}

/** The field of this name in an answer, through fragments. */
function selected({ selections }: SelectionSetNode, key: string, document: DocumentNode): FieldNode | undefined {
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      if ((selection.alias ?? selection.name).value === key) return selection
      continue
    }
    const inner =
      selection.kind === 'InlineFragment'
        ? selection
        : document.definitions.find((it) => it.kind === 'FragmentDefinition' && it.name.value === selection.name.value)
    const found = inner && 'selectionSet' in inner && inner.selectionSet && selected(inner.selectionSet, key, document)
    if (found) return found
  }
  return undefined
}

/** The last field of a path, in the operation that has all of it. */
function fieldAt(path: (string | number)[], document: DocumentNode): FieldNode | undefined {
  const keys = path.filter((key) => typeof key === 'string')
  for (const operation of document.definitions) {
    if (operation.kind !== 'OperationDefinition') continue
    let set: SelectionSetNode | undefined = operation.selectionSet
    let field: FieldNode | undefined
    for (const key of keys) {
      field = set && selected(set, key, document)
      set = field?.selectionSet
    }
    if (field) return field
  }
  return undefined
}

function placeOf({ locations, path }: Problem, query: string): Place | undefined {
  if (locations?.[0]) return { line: locations[0].line, column: locations[0].column }
  const document = path && read(query)
  const field = document && fieldAt(path, document)
  return field?.loc && getLocation(field.loc.source, field.loc.start)
}

/** The errors with their places, each once. */
export function placed(errors: Problem[], query: string): Placed[] {
  const found = errors.map((error) => ({ message: error.message, place: placeOf(error, query) }))
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
}
