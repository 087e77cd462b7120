// The page's texts, in the reader's language: the one they chose, else their browser's, else Swedish.
import en from './en.json'
import sv from './sv.json'

export type Language = 'sv' | 'en'

const CHOSEN = 'playground:language'

function known(tag: string | null): Language | undefined {
  const language = tag?.slice(0, 2).toLowerCase()
  return language === 'sv' || language === 'en' ? language : undefined
}

function ofBrowser(): Language | undefined {
  return navigator.languages.map(known).find((language) => language !== undefined)
}

/** The language of everything that is shown and asked for. It stays the same until the page is loaded again. */
export const language: Language = known(localStorage.getItem(CHOSEN)) ?? ofBrowser() ?? 'sv'

const texts: Record<keyof typeof sv, string> = { sv, en }[language]

export type TextKey = keyof typeof sv

/** The text, with what is in braces filled in. */
export function text(key: TextKey, values: Record<string, string | number> = {}): string {
  return texts[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** What is told in both languages, in the reader's. */
export function inLanguage(both: Record<Language, string>): string {
  return both[language]
}

/** Shows everything in the other language. GraphiQL keeps its texts, so the page is loaded again; it remembers the query. */
export function choose(other: Language): void {
  localStorage.setItem(CHOSEN, other)
  location.reload()
}
