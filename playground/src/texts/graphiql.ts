// GraphiQL's own texts. The build puts a call of `told` where each of them stands.
import sv from './graphiql-sv.json'
import { language } from './index'

const inSwedish = new Map(Object.values(sv).flatMap((texts) => Object.entries(texts as Record<string, string>)))

/** The text in the reader's language. */
export function told(text: string): string {
  return (language === 'sv' && inSwedish.get(text)) || text
}
