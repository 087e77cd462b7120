// Who the API takes the reader for.
import { useEffect, useState, useSyncExternalStore } from 'react'

import { ask } from '../fetcher'
import { language } from '../texts'
import type { SignIn } from './session'

export interface Viewer {
  person: { name: string } | null
  organisation: { name: string; shortName: string | null } | null
  roles: string[]
}

const WHO = `query Who($language: Language!) {
  viewer { isAuthenticated person { name } organisation { name shortName } roles }
  enumLabels(language: $language) { name values { value label } }
}`

interface Told {
  viewer: Viewer & { isAuthenticated: boolean }
  enumLabels: { name: string; values: { value: string; label: string }[] }[]
}

/** The viewer with their roles as people call them. */
function named({ viewer, enumLabels }: Told): Viewer {
  const labels = enumLabels.find(({ name }) => name === 'Role')?.values ?? []
  const label = (role: string) => labels.find(({ value }) => value === role)?.label ?? role
  return { ...viewer, roles: viewer.roles.map(label) }
}

/** Who is signed in: nobody (null), unknown yet (undefined), and why not, where somebody is not let in. */
export function useViewer(signIn: SignIn): { viewer: Viewer | null | undefined; problem: string | undefined } {
  const { token } = useSyncExternalStore(signIn.subscribe, signIn.session)
  const isSignedIn = token !== undefined
  const [told, setTold] = useState<{ viewer: Viewer | null | undefined; problem: string | undefined }>({
    viewer: undefined,
    problem: undefined,
  })

  useEffect(() => {
    if (!isSignedIn) {
      setTold({ viewer: null, problem: undefined })
      return undefined
    }
    let isCurrent = true
    setTold({ viewer: undefined, problem: undefined })
    void ask(signIn, { query: WHO, variables: { language: language.toUpperCase() } }).then(({ data, errors }) => {
      if (!isCurrent) return
      const answer = data as unknown as Told | undefined
      setTold({ viewer: answer ? named(answer) : null, problem: errors?.[0]?.message })
    })
    return () => {
      isCurrent = false
    }
  }, [signIn, isSignedIn])
  return told
}
