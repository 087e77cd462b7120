// The page: GraphiQL, the shelf of questions beside it, and what is made of answers.
import { HISTORY_PLUGIN } from '@graphiql/plugin-history'
import { GraphiQL } from 'graphiql'
import { useMemo } from 'react'

import { fetcher } from './fetcher'
import { Header } from './header'
import type { Linked } from './link'
import { SHELF } from './questions/shelf'
import { Results } from './results/panel'
import { Sending } from './sending/panel'
import type { SignIn } from './sign-in/session'
import { text } from './texts'

const PLUGINS = [SHELF, HISTORY_PLUGIN]

/** What is beside the editor begins at its beginning, wherever the last was left. */
function fromTheTop(): void {
  document.querySelector('.graphiql-plugin')?.scrollTo(0, 0)
}

export function Page({ signIn, linked }: { signIn: SignIn; linked: Linked | undefined }) {
  const asked = useMemo(() => fetcher(signIn), [signIn])
  return (
    <>
      <Header signIn={signIn} />
      <main>
        <GraphiQL
          fetcher={asked}
          storage={sessionStorage}
          plugins={PLUGINS}
          visiblePlugin={SHELF}
          onTogglePluginVisibility={fromTheTop}
          defaultQuery={text('first-query')}
          initialQuery={linked?.query}
          initialVariables={linked?.variables}
          shouldPersistHeaders={false}
          showPersistHeadersSettings={false}
          dangerouslyAssumeSchemaIsValid
        >
          <GraphiQL.Logo>{null}</GraphiQL.Logo>
          <GraphiQL.Toolbar>
            {({ prettify, merge, copy }) => (
              <>
                {prettify}
                {merge}
                {copy}
                <Sending signIn={signIn} />
              </>
            )}
          </GraphiQL.Toolbar>
          <GraphiQL.Footer>
            <Results linkedView={linked?.view} />
          </GraphiQL.Footer>
        </GraphiQL>
      </main>
    </>
  )
}
