import { useEffect, useRef } from 'react'
import { LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use as provide } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { ItemOf } from '../../ui/console/ask.ts'
import { rates, type RateName } from '../words.ts'

provide([LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

type Part = ItemOf<'GET /api/concerns/rates/by'>
const names = Object.keys(rates) as RateName[]
/** Pixels between the margins of a sheet of A4: 180 mm, less the frame. */
const paper = 640
const marks = { response: 'circle', resolution: 'rect', satisfaction: 'triangle' } as const

/** The three rates over time: told apart by colour and by mark; the numbers stand in a table for whoever cannot see it. */
export function RatesChart({ items }: { items: readonly Part[] }) {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const style = getComputedStyle(document.documentElement)
    const colour = (name: string) => style.getPropertyValue(name).trim()
    const chart = init(frame.current, undefined, { renderer: 'svg' })
    chart.setOption({
      animation: false,
      color: [colour('--blue'), colour('--green'), colour('--amber')],
      textStyle: { fontFamily: colour('--font'), fontSize: 13 },
      legend: { top: 0, right: 0, itemGap: 18, textStyle: { color: colour('--ink-2'), fontSize: 13 } },
      grid: { left: 48, right: 16, top: 36, bottom: 28 },
      tooltip: {
        trigger: 'axis',
        valueFormatter: (value: unknown) =>
          typeof value === 'number' ? `${value.toFixed(1)}%` : '还没有可计的',
      },
      xAxis: {
        type: 'category',
        data: items.map(({ name }) => name),
        axisLabel: { color: colour('--ink-2') },
      },
      yAxis: {
        type: 'value',
        min: 0,
        max: 100,
        axisLabel: { formatter: '{value}%', color: colour('--ink-2') },
        splitLine: { lineStyle: { color: colour('--line-2') } },
      },
      series: names.map((name) => ({
        name: rates[name].name,
        type: 'line',
        symbol: marks[name],
        symbolSize: 8,
        connectNulls: false,
        data: items.map((one) => (one[name].value === null ? null : one[name].value * 100)),
      })),
    })
    const watcher = new ResizeObserver(() => chart.resize())
    watcher.observe(frame.current!)
    // Nothing observed changes where a sheet is laid out.
    const toPaper = () => {
      chart.resize({ width: paper })
      // Drawn with the next frame otherwise, which comes after the sheet.
      chart.getZr().flush()
    }
    const toScreen = () => chart.resize({ width: 'auto' })
    addEventListener('beforeprint', toPaper)
    addEventListener('afterprint', toScreen)
    return () => {
      removeEventListener('beforeprint', toPaper)
      removeEventListener('afterprint', toScreen)
      watcher.disconnect()
      chart.dispose()
    }
  }, [items])
  return (
    <>
      <div className="rates-chart" ref={frame} aria-hidden />
      {/* The frame, for a table is as wide as its words whatever it is told. */}
      <div className="unseen">
        <table>
          <caption>三率逐期变化</caption>
          <tbody>
            {items.map((one) => (
              <tr key={one.name}>
                <th scope="row">{one.name}</th>
                {names.map((name) => (
                  <td key={name}>
                    {rates[name].name}
                    {one[name].value === null ? '还没有可计的' : `${(one[name].value * 100).toFixed(1)}%`}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
