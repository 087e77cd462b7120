// What the reader's screen is like. Light or dark: as chosen in GraphiQL's settings, else as the computer has it.
import { useGraphiQL } from '@graphiql/react'
import { useSyncExternalStore } from 'react'

const dark = matchMedia('(prefers-color-scheme: dark)')

function subscribe(listener: () => void): () => void {
  dark.addEventListener('change', listener)
  return () => dark.removeEventListener('change', listener)
}

/** Whether there is room for one thing beside the other. */
export function isWide(): boolean {
  return matchMedia('(width >= 48rem)').matches
}

export function useTheme(): 'light' | 'dark' {
  const chosen = useGraphiQL((state) => state.theme)
  const isDark = useSyncExternalStore(subscribe, () => dark.matches)
  return chosen ?? (isDark ? 'dark' : 'light')
}
