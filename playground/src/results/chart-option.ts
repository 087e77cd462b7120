// From a chart's data to what ECharts draws.
import type { EChartsCoreOption } from 'echarts/core'

import { text } from '../texts'
import type { ChartData, ChartKind } from './chart-data'
import { number } from './format'

export interface Colours {
  ink: string
  quiet: string
  line: string
  paper: string
  series: string[]
}

/** Colours that are told apart by everyone, on light and on dark ground. */
export const COLOURS: Record<'light' | 'dark', Colours> = {
  light: {
    ink: '#1b2226',
    quiet: '#4b565c',
    line: '#d5dbd8',
    paper: '#ffffff',
    series: ['#0b6e7f', '#d9822b', '#5b4b9a', '#3c8d40', '#b8336a', '#8a6d1d', '#4178be', '#6b7478', '#2f8f83', '#a5523f'],
  },
  dark: {
    ink: '#eef1f0',
    quiet: '#b3bdc0',
    line: '#3a4347',
    paper: '#1f2427',
    series: ['#63c5d6', '#f2a65a', '#a99be8', '#7fcb83', '#ee86ae', '#d9bd5f', '#86b4ee', '#a8b3b7', '#7ad3c5', '#e39a86'],
  },
}

const FONT = 'system-ui, sans-serif'
const ROW_HEIGHT = 36
const AROUND = 90

/** About how much room the names of series take. */
const LEGEND_LINE = 24
const LEGEND_MARK = 46
const LETTER = 7.2

/** How many lines the names of the series take. */
function legendLines({ series }: ChartData, width: number): number {
  let [lines, at] = [1, 0]
  for (const { name } of series) {
    const wide = LEGEND_MARK + name.length * LETTER
    if (at > 0 && at + wide > width) [lines, at] = [lines + 1, 0]
    at += wide
  }
  return series.length > 1 ? lines : 0
}

/** How high a chart of this width has to be for its labels to be read. */
export function heightOf(kind: ChartKind, given: ChartData, width: number): number {
  const data = kind === 'shares' ? turned(given) : given
  const legend = legendLines(data, width) * LEGEND_LINE
  return legend + (kind === 'lines' ? 340 : data.categories.length * ROW_HEIGHT + AROUND)
}

/** The share of each value in its category, in hundredths. */
function shares({ categories, series }: ChartData): number[][] {
  const whole = categories.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0))
  return series.map(({ values }) => values.map((value, at) => (whole[at] ? (100 * value) / whole[at] : 0)))
}

/** Without series, the shares are those of the categories in all. */
function turned(data: ChartData): ChartData {
  const [only] = data.series
  if (data.series.length > 1 || !only) return data
  const parts = data.categories.slice(0, 12)
  return { title: data.title, categories: [''], series: parts.map((name, at) => ({ name, values: [only.values[at] ?? 0] })) }
}

/** What is drawn, in this width of pixels. */
export function optionOf(
  kind: ChartKind,
  given: ChartData,
  colours: Colours,
  width: number,
  isStill: boolean,
): EChartsCoreOption {
  const data = kind === 'shares' ? turned(given) : given
  const values = kind === 'shares' ? shares(data) : data.series.map((one) => one.values)
  const isLines = kind === 'lines'
  const label = { color: colours.ink, fontFamily: FONT, fontSize: 13 }
  const category = {
    type: 'category',
    data: data.categories,
    inverse: !isLines,
    axisLabel: isLines
      ? { ...label, hideOverlap: true }
      : { ...label, fontSize: 12.5, lineHeight: 15, width: Math.min(260, width * 0.4), overflow: 'break' },
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
  }
  const measure = {
    type: 'value',
    max: kind === 'shares' ? 100 : undefined,
    minInterval: 1,
    axisLabel: { ...label, color: colours.quiet, hideOverlap: true, formatter: kind === 'shares' ? '{value} %' : number },
    splitLine: { lineStyle: { color: colours.line } },
  }
  const hasParts = data.series.length > 1
  const tells = (value: unknown) => `${number(Math.round(Number(value) * 10) / 10)}${kind === 'shares' ? ' %' : ''}`
  return {
    animation: !isStill,
    animationDuration: 300,
    color: colours.series,
    textStyle: { fontFamily: FONT },
    title: {
      text: data.title,
      left: 0,
      top: 0,
      textStyle: { color: colours.ink, fontFamily: FONT, fontSize: 15, fontWeight: 600, width, overflow: 'truncate' },
    },
    legend: { show: hasParts, top: 28, left: 0, width, textStyle: { ...label } },
    grid: { left: 4, right: 28, top: 40 + legendLines(data, width) * LEGEND_LINE, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: isLines ? 'line' : 'shadow' },
      confine: true,
      backgroundColor: colours.paper,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontFamily: FONT },
      valueFormatter: tells,
    },
    aria: { enabled: true, label: { description: described(given) } },
    xAxis: isLines ? category : measure,
    yAxis: isLines ? measure : category,
    series: data.series.map(({ name }, at) => ({
      name,
      type: isLines ? 'line' : 'bar',
      stack: isLines ? undefined : 'all',
      barMaxWidth: 26,
      symbolSize: 7,
      showSymbol: data.categories.length < 60,
      lineStyle: { width: 2.5 },
      emphasis: { focus: hasParts ? 'series' : 'none' },
      label:
        hasParts || isLines
          ? undefined
          : {
              show: true,
              position: 'right',
              color: colours.ink,
              fontFamily: FONT,
              formatter: ({ value }: { value: number }) => tells(value),
            },
      data: values[at],
    })),
  }
}

/** The chart for who cannot see it: what it is, and that the table has the same. */
export function described(data: ChartData): string {
  return text('chart-described', { title: data.title, count: data.categories.length * data.series.length })
}
