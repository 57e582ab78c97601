// Bars in time, one row of the table each, grouped; events as shapes, a delay as whiskers.
import type { GanttChart } from "../generated/page"
import { formatCell, formatMonth } from "../lib/format"
import { sayLabel, word } from "../lib/i18n"
import { SHAPES, decal } from "./palette"
import { base, categoryAxis, isNarrow, nameWidth, short, tooltip, type LegendEntry, type Picture, type Room } from "./picture"
import { capped } from "./whisker"

const ROW = 30

export function monthsOf(chart: GanttChart): string[] {
  return [...chart.spans.flatMap((span) => [span.from, span.to]), ...chart.events.map((event) => event.at), chart.delay_low, chart.delay_high]
}

// Lines of the picture: a heading for each group, then its rows.
function lines(chart: GanttChart, room: Room): { name: string; row: number }[] {
  if (!chart.group) return room.rows.map((row) => ({ name: room.cells.text(row, chart.row), row }))
  const groups = [...new Set(room.rows.map((row) => room.cells.text(row, chart.group)))]
  return groups.flatMap((group) => [
    { name: group, row: -1 },
    ...room.rows
      .filter((row) => room.cells.text(row, chart.group) === group)
      .map((row) => ({ name: room.cells.text(row, chart.row), row })),
  ])
}

interface Api {
  value(dimension: number): number
  coord(point: number[]): number[]
}

// Quarters for a short time, else whole years, as many as there is room for.
function ticks(low: number, high: number, width: number) {
  const most = Math.max(2, Math.floor(width / 70))
  const step = [3, 6, 12, 24, 36, 60, 120].find((months) => (high - low) / months <= most) ?? 240
  return { interval: step, min: Math.floor(low / step) * step, max: Math.ceil(high / step) * step }
}

function bars(chart: GanttChart, room: Room, lineOf: Map<number, number>) {
  const { cells, palette } = room
  return chart.spans.map((span, order) => ({
    type: "custom",
    clip: true,
    encode: { x: [1, 2], y: 0 },
    itemStyle: { color: palette.tones[span.tone], decal: decal(order, palette) },
    data: room.rows
      .filter((row) => Number.isFinite(cells.number(row, span.from)) && Number.isFinite(cells.number(row, span.to)))
      .map((row) => ({ row, value: [lineOf.get(row), cells.number(row, span.from), cells.number(row, span.to)] })),
    renderItem: (_: unknown, api: Api & { visual(key: string): unknown }) => {
      const [x0, y] = api.coord([api.value(1), api.value(0)]) as [number, number]
      const [x1] = api.coord([api.value(2), api.value(0)]) as [number]
      const shape = { x: x0, y: y - 8, width: Math.max(2, x1 - x0), height: 16, r: 2 }
      return { type: "rect", shape, style: { fill: palette.tones[span.tone], decal: api.visual("decal") } }
    },
  }))
}

function whiskers(chart: GanttChart, room: Room, lineOf: Map<number, number>) {
  if (!chart.delay_low || !chart.delay_high) return []
  const { cells } = room
  return [
    {
      type: "custom",
      clip: true,
      silent: true,
      z: 6,
      encode: { x: [1, 2], y: 0 },
      data: room.rows
        .filter((row) => Number.isFinite(cells.number(row, chart.delay_low)) && Number.isFinite(cells.number(row, chart.delay_high)))
        .map((row) => ({ row, value: [lineOf.get(row), cells.number(row, chart.delay_low), cells.number(row, chart.delay_high)] })),
      renderItem: (_: unknown, api: Api) => {
        const ends = [1, 2].map((end) => api.coord([api.value(end), api.value(0)]))
        return { type: "group", children: capped(ends[0]!, ends[1]!, room.palette.ink, true, 6) }
      },
    },
  ]
}

function events(chart: GanttChart, room: Room, lineOf: Map<number, number>) {
  return chart.events.map((event, order) => ({
    type: "scatter",
    z: 7,
    symbol: SHAPES[(order + 1) % SHAPES.length],
    symbolSize: 12,
    itemStyle: { color: room.palette.tones[event.tone], borderColor: room.palette.paper, borderWidth: 1.5 },
    data: room.rows
      .filter((row) => Number.isFinite(room.cells.number(row, event.at)))
      .map((row) => ({ row, value: [room.cells.number(row, event.at), lineOf.get(row)] })),
  }))
}

function tip(chart: GanttChart, room: Room, row: number): string {
  const text = (key: string) => formatCell(room.cells, row, key, room.reader)
  const out = [short(room.cells.text(row, chart.row), 60)]
  for (const span of chart.spans) {
    if (Number.isFinite(room.cells.number(row, span.from))) out.push(`${sayLabel(span.label)}: ${text(span.from)} – ${text(span.to)}`)
  }
  for (const event of chart.events) {
    if (Number.isFinite(room.cells.number(row, event.at))) out.push(`${sayLabel(event.label)}: ${text(event.at)}`)
  }
  if (chart.delay_low && Number.isFinite(room.cells.number(row, chart.delay_low))) {
    out.push(`${word("delay")}: ${text(chart.delay_low)} – ${text(chart.delay_high)}`)
  }
  return out.join("\n")
}

function legend(chart: GanttChart, room: Room): LegendEntry[] {
  const { tones, ink } = room.palette
  const out: LegendEntry[] = chart.spans.map((span, order) => ({ name: sayLabel(span.label), color: tones[span.tone], mark: "area", pattern: order }))
  chart.events.forEach((event, order) => out.push({ name: sayLabel(event.label), color: tones[event.tone], mark: "point", shape: SHAPES[(order + 1) % SHAPES.length] }))
  if (chart.delay_low) out.push({ name: word("delay"), color: ink, mark: "whisker" })
  return out
}

export function gantt(chart: GanttChart, room: Room): Picture {
  const all = lines(chart, room)
  const lineOf = new Map(all.map((line, index) => [line.row, index]))
  const dates = monthsOf(chart).filter(Boolean).flatMap((key) => room.rows.map((row) => room.cells.number(row, key))).filter(Number.isFinite)
  const axis = categoryAxis(room, all.map((line) => line.name), true)
  const style = axis.axisLabel
  const time = ticks(Math.min(...dates), Math.max(...dates), room.width - (isNarrow(room) ? 120 : 280))
  return {
    option: {
      ...base(room),
      tooltip: tooltip(room, (hit: { data: { row: number } }) => tip(chart, room, hit.data.row), "item"),
      yAxis: {
        ...axis,
        axisLabel: {
          ...style,
          formatter: (index: string) => {
            const line = all[Number(index)]!
            return line.row < 0 ? `{group|${short(line.name, Math.floor(nameWidth(room) / 8))}}` : short(line.name, 44)
          },
          rich: { group: { fontWeight: 600, color: room.palette.quiet, fontSize: 12 } },
        },
        splitLine: { show: true, lineStyle: { color: room.palette.line, opacity: 0.5 } },
      },
      xAxis: {
        type: "value",
        ...time,
        position: "top",
        axisLabel: { color: room.palette.quiet, hideOverlap: true, formatter: (month: number) => (time.interval < 12 ? formatMonth(month) : formatMonth(month).slice(0, 4)) },
        splitLine: { lineStyle: { color: room.palette.line } },
      },
      series: [...bars(chart, room, lineOf), ...whiskers(chart, room, lineOf), ...events(chart, room, lineOf)],
    },
    height: 44 + ROW * Math.max(1, all.length),
    legend: legend(chart, room),
  }
}
