// What is made of an answer: JSON as it came, each of its lists as a table and as a chart, and files and a link to keep.
import { useGraphiQL } from '@graphiql/react'
import { useMemo, useState } from 'react'

import type { Answer } from '../fetcher'
import { linkTo, type View } from '../link'
import { questionOf } from '../questions/question'
import { inLanguage, text } from '../texts'
import { useTheme } from '../theme'
import { Chart, pictureOf } from './chart'
import { suited, type ChartChoice } from './chart-data'
import { csv, json, save } from './download'
import { number } from './format'
import { listsOf, type List } from './lists'
import { columnsOf, fieldsOf, nameOf, type Column } from './meaning'
import { dayOf } from './period'
import { Table, useOrdered, type Order } from './table'

const VIEWS: View[] = ['json', 'table', 'chart']

/** What the reader chose for one tab; what they did not choose suits the answer. */
interface Choices {
  view?: View
  list?: string
  order?: Order
  chart?: ChartChoice
}

function read(response: string | null | undefined): Answer | undefined {
  try {
    return response ? (JSON.parse(response) as Answer) : undefined
  } catch {
    return undefined
  }
}

/** A file's name: that of the operation, and the day. */
function fileName(title: string, ending: string): string {
  const plain = title.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '') || 'samhallskontraktet'
  return `${plain}-${dayOf(new Date())}.${ending}`
}

function counted({ rows, total }: List): string {
  if (total !== undefined && total > rows.length) return text('rows-of', { count: number(rows.length), total: number(total) })
  return rows.length === 1 ? text('row') : text('rows', { count: number(rows.length) })
}

function Views({ view, onView }: { view: View; onView: (view: View) => void }) {
  return (
    <div className="views" role="group" aria-label={text('view')}>
      {VIEWS.map((one) => (
        <button key={one} type="button" data-view={one} aria-pressed={one === view} onClick={() => onView(one)}>
          {text(`view-${one}`)}
        </button>
      ))}
    </div>
  )
}

interface KeepProps {
  response: string
  title: string
  table: { columns: Column[]; rows: ReturnType<typeof useOrdered> } | undefined
  picture: (() => Promise<Blob | undefined>) | undefined
}

/** The files. */
function Keep({ response, title, table, picture }: KeepProps) {
  const savePicture = async () => {
    const blob = await picture?.()
    if (blob) save(blob, fileName(title, 'png'))
  }
  const file = (format: string, isThere: boolean, give: () => void) => (
    <button
      type="button"
      data-download={format.toLowerCase()}
      disabled={!isThere}
      onClick={give}
      title={text('download-as', { format })}
    >
      {format}
    </button>
  )
  return (
    <div className="keep" role="group" aria-label={text('download')}>
      <span aria-hidden="true">{text('download')}</span>
      {file('CSV', table !== undefined, () => table && save(csv(table.columns, table.rows), fileName(title, 'csv')))}
      {file('JSON', response !== '', () => save(json(response), fileName(title, 'json')))}
      {file('PNG', picture !== undefined, () => void savePicture())}
    </div>
  )
}

/** The link. */
function Share({ view }: { view: View }) {
  const queryEditor = useGraphiQL((state) => state.queryEditor)
  const variableEditor = useGraphiQL((state) => state.variableEditor)
  const [told, setTold] = useState('')
  const share = async () => {
    const link = linkTo({ query: queryEditor?.getValue() ?? '', variables: variableEditor?.getValue() ?? '', view })
    history.replaceState(null, '', link)
    const isCopied = await navigator.clipboard.writeText(link).then(
      () => true,
      () => false,
    )
    setTold(text(isCopied ? 'shared' : 'share-failed'))
    setTimeout(() => setTold(''), 4000)
  }
  return (
    <div className="share">
      <button type="button" data-share="" onClick={() => void share()}>
        {text('share')}
      </button>
      <span role="status">{told}</span>
    </div>
  )
}

export function Results({ linkedView }: { linkedView: View | undefined }) {
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex])
  const schema = useGraphiQL((state) => state.schema)
  const theme = useTheme()
  const [choices, setChoices] = useState<Record<string, Choices>>({})
  const [lastView, setLastView] = useState<View>(linkedView ?? 'json')

  const response = tab?.response ?? ''
  const query = tab?.query ?? ''
  const question = questionOf(query)
  const of = `${tab?.id} ${question?.id ?? ''}`
  const chosen = choices[of] ?? {}
  const choose = (choice: Choices) => setChoices({ ...choices, [of]: { ...chosen, ...choice } })

  const answer = useMemo(() => read(response), [response])
  const lists = useMemo(() => listsOf(answer?.data), [answer])
  // the query as it was when it was answered: while another is being written, the answer keeps its names
  const fields = useMemo(() => fieldsOf(schema, query), [schema, response, question])
  const list = lists.find(({ path }) => path === (chosen.list ?? question?.list)) ?? lists[0]
  const columns = useMemo(() => (list ? columnsOf(list, fields, question?.headings) : []), [list, fields, question])
  const rows = useOrdered(list?.rows ?? [], columns, chosen.order)
  const view = chosen.view ?? (question && !linkedView ? question.view : lastView)
  const isChart = (choice: ChartChoice | undefined) => columns.some(({ key }) => key === choice?.by)
  const chart = [chosen.chart, question?.chart].find(isChart) ?? suited(rows, columns)
  const called = question && chart === question.chart ? inLanguage(question.title) : undefined
  const title = question ? question.id : (tab?.operationName ?? '')

  const content = () => {
    if (!answer) return <p className="results-note">{text('no-answer')}</p>
    if (!list) return <p className="results-note">{text('no-list')}</p>
    if (rows.length === 0) return <p className="results-note">{text(question?.gap ? 'no-gap' : 'empty-list')}</p>
    if (view === 'chart')
      return (
        <Chart
          subject={nameOf(list, fields)}
          title={called}
          columns={columns}
          rows={rows}
          choice={chart}
          theme={theme}
          onChoice={(chart) => choose({ chart })}
        />
      )
    return (
      <Table
        name={nameOf(list, fields)}
        columns={columns}
        rows={rows}
        order={chosen.order}
        onOrder={(order) => choose({ order })}
      />
    )
  }

  return (
    <section className="results" data-view={view} aria-label={text('view')}>
      <div className="results-bar">
        <Views
          view={view}
          onView={(view) => {
            choose({ view })
            setLastView(view)
          }}
        />
        <Share view={view} />
      </div>
      {view !== 'json' && (
        <div className="results-content">
          <div className="results-list">
            {lists.length > 1 && list && (
              <label className="results-select">
                <span>{text('list')}</span>
                <select
                  value={list.path}
                  onChange={(event) => choose({ list: event.target.value, order: undefined, chart: undefined })}
                >
                  {lists.map((one) => (
                    <option key={one.path} value={one.path}>
                      {nameOf(one, fields)}
                    </option>
                  ))}
                </select>
              </label>
            )}
            {list && <p role="status">{counted(list)}</p>}
            {answer?.errors && <p className="problem">{text('has-errors')}</p>}
          </div>
          {content()}
        </div>
      )}
      <Keep
        response={response}
        title={title}
        table={list && rows.length > 0 ? { columns, rows } : undefined}
        picture={
          list && rows.length > 0
            ? () => pictureOf({ subject: nameOf(list, fields), title: called, columns, rows, choice: chart, theme })
            : undefined
        }
      />
    </section>
  )
}
