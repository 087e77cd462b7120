// A link to a query: it is in the fragment, which browsers keep to themselves, so that no server's log has it.

export type View = 'json' | 'table' | 'chart'

export interface Linked {
  query: string
  variables: string
  view: View | undefined
}

function view(name: string | null): View | undefined {
  return name === 'json' || name === 'table' || name === 'chart' ? name : undefined
}

/** The link to a query and its variables, and how its answer is shown. */
export function linkTo({ query, variables, view }: Linked): string {
  const parameters = new URLSearchParams({ query })
  if (variables.trim()) parameters.set('variables', variables)
  if (view) parameters.set('view', view)
  return `${location.origin}/playground#${parameters}`
}

/** What the page was opened with, which is then taken out of the address. */
export function takeLinked(): Linked | undefined {
  const parameters = new URLSearchParams(location.hash.slice(1))
  const query = parameters.get('query')
  if (!query) return undefined
  history.replaceState(null, '', location.pathname + location.search)
  return { query, variables: parameters.get('variables') ?? '', view: view(parameters.get('view')) }
}
