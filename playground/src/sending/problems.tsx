// What is wrong with the query, marked where it stands, and as a list that leads there.
import { useGraphiQL, useMonaco } from '@graphiql/react'
import { useEffect } from 'react'

import { text } from '../texts'
import type { Place, Placed } from './places'

/** Whose marks they are: the editor has others of its own. */
const OWNER = 'server'

/** Marks the places, until they are others. */
function useMarks(problems: Placed[]): void {
  const editor = useGraphiQL((state) => state.queryEditor)
  const monaco = useMonaco((state) => state.monaco)
  useEffect(() => {
    const model = editor?.getModel()
    if (!monaco || !model) return undefined
    const marks = problems.flatMap(({ message, place }) => {
      if (!place) return []
      const { lineNumber, column } = model.validatePosition({ lineNumber: place.line, column: place.column })
      const word = model.getWordAtPosition({ lineNumber, column })
      return {
        message,
        severity: monaco.MarkerSeverity.Error,
        startLineNumber: lineNumber,
        startColumn: column,
        endLineNumber: lineNumber,
        endColumn: Math.max(word?.endColumn ?? 0, column + 1),
      }
    })
    monaco.editor.setModelMarkers(model, OWNER, marks)
    return () => monaco.editor.setModelMarkers(model, OWNER, [])
  }, [editor, monaco, problems])
}

export function Problems({ problems }: { problems: Placed[] }) {
  const editor = useGraphiQL((state) => state.queryEditor)
  useMarks(problems)
  const go = ({ line, column }: Place) => {
    const position = { lineNumber: line, column }
    editor?.setPosition(position)
    editor?.revealPositionInCenterIfOutsideViewport(position)
    editor?.focus()
  }
  return (
    <section className="problems" aria-label={text('problems')} hidden={problems.length === 0}>
      <ul>
        {problems.map(({ message, place }, index) => (
          <li key={index}>
            {place ? (
              <button type="button" data-line={place.line} data-column={place.column} onClick={() => go(place)}>
                <strong>{text('problem-at', { line: place.line, column: place.column })}</strong> {message}
              </button>
            ) : (
              <p>{message}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
