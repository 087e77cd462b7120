// What a query would cost, asked for while it is being written.
import { tryParseJSONC } from '@graphiql/react'
import type { FetcherParams } from '@graphiql/toolkit'
import { parse } from 'graphql'
import { useEffect, useState, useSyncExternalStore } from 'react'

import { post, type Problem } from '../fetcher'
import type { SignIn } from '../sign-in/session'

/** How long nothing has been written when it is asked, in milliseconds. */
const PAUSE = 400

/** What was asked about, and the answer: a cost, or what is wrong. */
export interface Priced {
  query: string
  variables: string
  cost?: number
  limit?: number
  errors?: Problem[]
}

/** What is written. */
export interface Written {
  query: string
  variables: string
  operationName: string | undefined
}

/** The request, once it is one: what cannot be read is marked by the editor itself. */
function requestOf({ query, variables, operationName }: Written): FetcherParams | undefined {
  try {
    const { definitions } = parse(query, { noLocation: true })
    const names = definitions.flatMap((one) => (one.kind === 'OperationDefinition' ? [one.name?.value] : []))
    if (names.length === 0) return undefined
    // the name may still be that of an operation that was there before
    const name = names.length > 1 && names.includes(operationName) ? operationName : undefined
    return { query, variables: tryParseJSONC(variables), operationName: name }
  } catch {
    return undefined
  }
}

async function answer(signIn: SignIn, params: FetcherParams, signal: AbortSignal): Promise<Partial<Priced>> {
  const response = await post(signIn, { address: '/graphql/cost', params, signal })
  return (await response.json()) as Partial<Priced>
}

/** What is written costs; what was written last, until that is known; nothing where it is no query. */
export function useCost(signIn: SignIn, { query, variables, operationName }: Written): Priced | undefined {
  const { token } = useSyncExternalStore(signIn.subscribe, signIn.session)
  const [told, setTold] = useState<Priced>()

  useEffect(() => {
    const params = requestOf({ query, variables, operationName })
    if (!params) {
      setTold(undefined)
      return undefined
    }
    const ending = new AbortController()
    const timer = setTimeout(() => {
      answer(signIn, params, ending.signal).then(
        (told) => ending.signal.aborted || setTold({ ...told, query, variables }),
        () => ending.signal.aborted || setTold(undefined),
      )
    }, PAUSE)
    return () => {
      clearTimeout(timer)
      ending.abort()
    }
  }, [signIn, token, query, variables, operationName])
  return told
}
