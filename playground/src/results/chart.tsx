// A list as a chart, and what it is a chart of.
import { useEffect, useMemo, useRef } from 'react'

import { text, type TextKey } from '../texts'
import { chartData, possibleBy, possibleValues, type ChartChoice, type ChartKind } from './chart-data'
import { COLOURS, described, heightOf, optionOf } from './chart-option'
import type { Row } from './lists'
import type { Column } from './meaning'

interface Props {
  /** What the list is called. */
  subject: string
  /** What the chart is called, where it is not told by what it shows. */
  title: string | undefined
  columns: Column[]
  rows: Row[]
  choice: ChartChoice
  theme: 'light' | 'dark'
  onChoice: (choice: ChartChoice) => void
}

const KINDS: ChartKind[] = ['bars', 'lines', 'shares']

interface SelectProps {
  label: TextKey
  value: string
  options: [string, string][]
  onChange: (value: string) => void
}

function Select({ label, value, options, onChange }: SelectProps) {
  return (
    <label className="results-select">
      <span>{text(label)}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

function Controls({ columns, choice, onChoice }: Pick<Props, 'columns' | 'choice' | 'onChoice'>) {
  const named = (some: Column[]) => some.map(({ key, heading }): [string, string] => [key, heading])
  const kinds = KINDS.filter((kind) => possibleBy(kind, columns).length > 0)
  const by = possibleBy(choice.kind, columns)
  const parts = columns.filter(({ key, kind }) => key !== choice.by && kind !== 'number')
  const ofKind = (kind: ChartKind): ChartChoice => {
    const possible = possibleBy(kind, columns)
    const isPossible = possible.some(({ key }) => key === choice.by)
    return { ...choice, kind, by: isPossible ? choice.by : (possible[0]?.key ?? '') }
  }
  return (
    <div className="chart-controls">
      <Select
        label="chart-kind"
        value={choice.kind}
        options={kinds.map((kind) => [kind, text(`chart-${kind}`)])}
        onChange={(kind) => onChoice(ofKind(kind as ChartKind))}
      />
      <Select label="chart-by" value={choice.by} options={named(by)} onChange={(key) => onChoice({ ...choice, by: key })} />
      <Select
        label="chart-value"
        value={choice.value}
        options={[['', text('chart-count')], ...named(possibleValues(columns))]}
        onChange={(value) => onChoice({ ...choice, value })}
      />
      <Select
        label="chart-series"
        value={choice.series}
        options={[['', text('chart-no-series')], ...named(parts)]}
        onChange={(series) => onChoice({ ...choice, series })}
      />
    </div>
  )
}

/** The picture of a chart as a file. */
export async function pictureOf({
  subject,
  title,
  columns,
  rows,
  choice,
  theme,
}: Omit<Props, 'onChoice'>): Promise<Blob | undefined> {
  const data = chartData(rows, columns, choice, subject, title)
  if (!data) return undefined
  const { picture } = await import('./echarts')
  const width = 960
  return picture(
    optionOf(choice.kind, data, COLOURS[theme], width, true),
    width,
    heightOf(choice.kind, data, width),
    COLOURS[theme].paper,
  )
}

export function Chart({ subject, title, columns, rows, choice, theme, onChoice }: Props) {
  const holder = useRef<HTMLDivElement>(null)
  const data = useMemo(() => chartData(rows, columns, choice, subject, title), [rows, columns, choice, subject, title])

  useEffect(() => {
    const element = holder.current
    if (!element || !data) return undefined
    let isGone = false
    let end = () => {}
    void import('./echarts').then(({ init }) => {
      if (isGone) return
      const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
      const chart = init(element, null, { renderer: 'svg' })
      let isDrawn = false
      const draw = () => {
        element.style.height = `${heightOf(choice.kind, data, element.clientWidth)}px`
        chart.resize()
        chart.setOption(optionOf(choice.kind, data, COLOURS[theme], element.clientWidth, isStill || isDrawn), {
          notMerge: true,
        })
        isDrawn = true
      }
      const observer = new ResizeObserver(draw)
      observer.observe(element)
      draw()
      end = () => {
        observer.disconnect()
        chart.dispose()
      }
    })
    return () => {
      isGone = true
      end()
    }
  }, [data, choice.kind, theme])

  return (
    <div className="results-chart">
      <Controls columns={columns} choice={choice} onChoice={onChoice} />
      {data ? (
        <div className="results-scroll" tabIndex={0} role="region" aria-label={data.title}>
          <div ref={holder} className="chart" role="img" aria-label={described(data)} />
        </div>
      ) : (
        <p className="results-note">{text('chart-nothing')}</p>
      )}
    </div>
  )
}
