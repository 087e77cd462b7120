// The shelf of ready-made questions.
import told from 'questions'

import type { View } from '../link'
import type { ChartChoice } from '../results/chart-data'
import type { Headings } from '../results/meaning'
import type { Language } from '../texts'

export type Theme = 'agenda' | 'initiatives' | 'missions' | 'resources' | 'teams' | 'communication'

/** A ready-made question; `questions/questions.json` has them. */
export interface Question {
  /** Its name, and that of the file with its query. */
  id: string
  theme: Theme
  title: Record<Language, string>
  description: Record<Language, string>
  /** How its answer is shown first. */
  view: View
  /** Whether it looks for what is missing: then nothing found is good news. */
  gap?: boolean
  /** Which of the answer's lists is meant, where it is not the first. */
  list?: string
  /** What its chart shows, where that is not what suits any list. */
  chart?: ChartChoice
  /** What its own names are called, by where they stand in the answer. */
  headings?: Headings
  variables?: Record<string, unknown>
  query: string
}

export const questions: Question[] = told

/** The question that this is the query of. */
export function questionOf(query: string | null | undefined): Question | undefined {
  const plain = query?.trim()
  return questions.find((question) => question.query.trim() === plain)
}
