// Around the editor: above it what the query costs, beside the button that runs it; below it what is wrong with it.
// GraphiQL has places for neither, so both are put beside the editor that the toolbar belongs to.
import { useGraphiQL, type MonacoEditor } from '@graphiql/react'
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'

import { answered } from '../fetcher'
import type { SignIn } from '../sign-in/session'
import { useCost } from './cost'
import { Meter } from './meter'
import { placed } from './places'
import { Problems } from './problems'

/** What is written in an editor, at once. */
function useText(editor: MonacoEditor | undefined): string {
  const subscribe = useCallback(
    (listener: () => void) => {
      const listening = editor?.onDidChangeModelContent(listener)
      return () => listening?.dispose()
    },
    [editor],
  )
  return useSyncExternalStore(subscribe, () => editor?.getValue() ?? '')
}

function Panel({ signIn }: { signIn: SignIn }) {
  const query = useText(useGraphiQL((state) => state.queryEditor))
  const variables = useText(useGraphiQL((state) => state.variableEditor))
  const operationName = useGraphiQL((state) => state.operationName)
  const priced = useCost(signIn, { query, variables, operationName })
  const isOld = priced?.query !== query || priced.variables !== variables
  const { query: askedQuery, errors } = useSyncExternalStore(answered.subscribe, answered.value)

  const problems = useMemo(() => {
    const ofAnswer = askedQuery === query ? errors : []
    const ofCost = isOld ? [] : (priced?.errors ?? [])
    return placed([...ofAnswer, ...ofCost], query)
  }, [query, askedQuery, errors, priced, isOld])

  return (
    <>
      <Meter priced={priced} isOld={isOld} />
      <Problems problems={problems} />
    </>
  )
}

/** Stands in GraphiQL's toolbar and shows itself beside it. */
export function Sending({ signIn }: { signIn: SignIn }) {
  const [place, setPlace] = useState<Element | null>(null)
  const find = useCallback((mark: HTMLElement | null) => setPlace(mark?.closest('.graphiql-query-editor') ?? null), [])
  return (
    <>
      <span ref={find} hidden />
      {place && createPortal(<Panel signIn={signIn} />, place)}
    </>
  )
}
