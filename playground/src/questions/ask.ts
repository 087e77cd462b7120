// Puts a question into the editor, in a tab of its own where the present one has something that would be lost, and runs it.
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { parse, type OperationDefinitionNode } from 'graphql'

import { text } from '../texts'
import { isWide } from '../theme'
import { questionOf, type Question } from './question'

/** Whether a query is somebody's own work. */
function isOwn(query: string | undefined): boolean {
  const plain = query?.trim() ?? ''
  return plain !== '' && plain !== text('first-query').trim() && !questionOf(plain)
}

export function useAsk(): (question: Question) => void {
  const { addTab, run, setOperationFacts, setVisiblePlugin } = useGraphiQLActions()
  const queryEditor = useGraphiQL((state) => state.queryEditor)
  const variableEditor = useGraphiQL((state) => state.variableEditor)

  return ({ query, variables }) => {
    if (!queryEditor || !variableEditor) return
    if (isOwn(queryEditor.getValue())) addTab()
    queryEditor.setValue(query.trimEnd())
    variableEditor.setValue(variables ? JSON.stringify(variables, null, 2) : '')
    // the editor tells of a new operation a moment after it is written; here it is run at once
    const documentAST = parse(query)
    const operations = documentAST.definitions.filter((it): it is OperationDefinitionNode => it.kind === 'OperationDefinition')
    setOperationFacts({ documentAST, operations, operationName: operations[0]?.name?.value })
    run()
    if (!isWide()) {
      // there is no room beside the shelf: the answer takes its place
      setVisiblePlugin(null)
      document.querySelector('.graphiql-response')?.scrollIntoView()
    }
  }
}
