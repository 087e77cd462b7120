// Asks the API, as whoever is signed in, in their language.
import type { Fetcher, FetcherParams } from '@graphiql/toolkit'

import { remainingIn, type Remaining } from './sending/remaining'
import type { SignIn } from './sign-in/session'
import { language, text } from './texts'
import { Told } from './told'

/** An error of the API. Lines and columns are counted from 1. */
export interface Problem {
  message: string
  locations?: { line: number; column: number }[]
  path?: (string | number)[]
}

export interface Answer {
  data?: Record<string, unknown> | null
  errors?: Problem[]
}

/** What was wrong with the last query that was run, and its text. */
export const answered = new Told<{ query: string; errors: Problem[] }>({ query: '', errors: [] })

/** What the reader may still ask for, as the last answer said. */
export const remaining = new Told<Remaining | undefined>(undefined)

function problem(message: string): Answer {
  return { errors: [{ message }] }
}

interface Post {
  address: string
  params: FetcherParams
  headers?: Record<string, string>
  signal?: AbortSignal
}

async function send({ address, params, headers, signal }: Post, token: string | undefined): Promise<Response> {
  return fetch(address, {
    method: 'POST',
    credentials: 'omit',
    headers: {
      accept: 'application/graphql-response+json, application/json',
      'content-type': 'application/json',
      'accept-language': language,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: JSON.stringify(params),
    signal,
  })
}

/** Sends a request; a token that is no longer good is renewed once. */
export async function post(signIn: SignIn, request: Post): Promise<Response> {
  const { token } = signIn.session()
  const response = await send(request, token)
  if (response.status === 401 && token && (await signIn.renew())) return send(request, signIn.session().token)
  return response
}

/** Runs a request. */
export async function ask(signIn: SignIn, params: FetcherParams, headers: Record<string, string> = {}): Promise<Answer> {
  try {
    const response = await post(signIn, { address: '/graphql', params, headers })
    remaining.tell(remainingIn(response.headers.get('ratelimit')) ?? remaining.value())
    return (await response.json().catch(() => problem(text('no-json', { status: response.status })))) as Answer
  } catch {
    return problem(text('out-of-reach'))
  }
}

/** The same for GraphiQL, which also asks for the schema. */
export function fetcher(signIn: SignIn): Fetcher {
  const run = async (params: FetcherParams, headers: Record<string, string> | undefined) => {
    const answer = await ask(signIn, params, headers)
    if (params.operationName !== 'IntrospectionQuery') answered.tell({ query: params.query, errors: answer.errors ?? [] })
    return answer
  }
  return (params, options) => run(params, options?.headers as Record<string, string> | undefined) as never
}
