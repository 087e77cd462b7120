/** The addresses of the editor's workers, known at build time. */
declare const WORKERS: Record<'editor' | 'json' | 'graphql', string>

declare module 'questions' {
  import type { Question } from './questions/question'

  const questions: Question[]
  export default questions
}

declare module '*.css'
