// As much of ECharts as is drawn. Loaded when the first chart is wanted.
import { BarChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TitleComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'

import type { EChartsCoreOption } from 'echarts/core'

use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  GridComponent,
  LegendComponent,
  LineChart,
  SVGRenderer,
  TitleComponent,
  TooltipComponent,
])

export { init }

/** The margin around a picture, and how many of its pixels there are to one on the screen. */
const MARGIN = 24
const SHARPNESS = 2

/** A chart as a picture. */
export async function picture(option: EChartsCoreOption, width: number, height: number, ground: string): Promise<Blob> {
  const holder = document.createElement('div')
  const chart = init(holder, null, { renderer: 'canvas', width, height, devicePixelRatio: SHARPNESS })
  chart.setOption({ ...option, animation: false })
  const drawn = chart.renderToCanvas({ pixelRatio: SHARPNESS })
  const canvas = document.createElement('canvas')
  canvas.width = drawn.width + 2 * MARGIN * SHARPNESS
  canvas.height = drawn.height + 2 * MARGIN * SHARPNESS
  const context = canvas.getContext('2d')
  if (context) {
    context.fillStyle = ground
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.drawImage(drawn, MARGIN * SHARPNESS, MARGIN * SHARPNESS)
  }
  chart.dispose()
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png')
  })
}
