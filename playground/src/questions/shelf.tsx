// The shelf beside the editor: questions by theme, found by their words.
import type { GraphiQLPlugin } from '@graphiql/react'
import { useState } from 'react'

import { inLanguage, language, text } from '../texts'
import { useAsk } from './ask'
import { questions, type Question, type Theme } from './question'

const THEMES: Theme[] = ['agenda', 'initiatives', 'missions', 'resources', 'teams', 'communication']

function has(question: Question, words: string): boolean {
  const told = `${inLanguage(question.title)} ${inLanguage(question.description)}`.toLocaleLowerCase(language)
  return words
    .toLocaleLowerCase(language)
    .split(/\s+/)
    .every((word) => told.includes(word))
}

function Shelf() {
  const ask = useAsk()
  const [words, setWords] = useState('')
  const found = questions.filter((question) => has(question, words))
  return (
    <section className="shelf" aria-label={text('questions')}>
      <h2>{text('questions')}</h2>
      <p>{text('questions-lead')}</p>
      <input
        type="search"
        value={words}
        onChange={(event) => setWords(event.target.value)}
        placeholder={text('find-question')}
        aria-label={text('find-question')}
      />
      {found.length === 0 && <p role="status">{text('no-question')}</p>}
      {THEMES.map((theme) => {
        const within = found.filter((question) => question.theme === theme)
        return within.length === 0 ? null : (
          <div key={theme}>
            <h3>{text(`theme-${theme}`)}</h3>
            <ul>
              {within.map((question) => (
                <li key={question.id}>
                  <button type="button" data-question={question.id} onClick={() => ask(question)}>
                    <strong>{inLanguage(question.title)}</strong> <span>{inLanguage(question.description)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        )
      })}
    </section>
  )
}

function Icon() {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round">
      <path d="M3 4h3v13H3zM8 4h3v13H8zM13.2 4.6l2.9-.7 2.6 12.3-2.9.7z" />
    </svg>
  )
}

export const SHELF: GraphiQLPlugin = { title: text('questions'), icon: Icon, content: Shelf }
