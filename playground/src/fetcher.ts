// Asks the API, as whoever is signed in, in their language.
import type { Fetcher, FetcherParams } from '@graphiql/toolkit'

import type { SignIn } from './sign-in/session'
import { language, text } from './texts'

export interface Answer {
  data?: Record<string, unknown> | null
  errors?: { message: string }[]
}

function problem(message: string): Answer {
  return { errors: [{ message }] }
}

async function send(params: FetcherParams, headers: Record<string, string>, token: string | undefined): Promise<Response> {
  return fetch('/graphql', {
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
  })
}

/** Runs a request; a token that is no longer good is renewed once. */
export async function ask(signIn: SignIn, params: FetcherParams, headers: Record<string, string> = {}): Promise<Answer> {
  try {
    const { token } = signIn.session()
    let response = await send(params, headers, token)
    if (response.status === 401 && token && (await signIn.renew())) {
      response = await send(params, headers, signIn.session().token)
    }
    return (await response.json().catch(() => problem(text('no-json', { status: response.status })))) as Answer
  } catch {
    return problem(text('out-of-reach'))
  }
}

/** The same for GraphiQL. */
export function fetcher(signIn: SignIn): Fetcher {
  return (params, options) => ask(signIn, params, options?.headers as Record<string, string> | undefined) as never
}
