// A bar from low to high through the base of each row, the ends with their numbers.
import type { TornadoChart } from "../generated/page"
import { formatCell, formatNumber } from "../lib/format"
import { sayLabel, word } from "../lib/i18n"
import { decal } from "./palette"
import { FONT, base, categoryAxis, isNarrow, short, tooltip, valueAxis, type Picture, type Room } from "./picture"

interface Api {
  value(dimension: number): number
  coord(point: number[]): number[]
  visual(key: string): unknown
}

export function tornado(chart: TornadoChart, room: Room): Picture {
  const { cells, palette, reader } = room
  const lines = room.rows.map((row) => cells.text(row, chart.row))
  const column = cells.column(chart.low)!
  const number = (value: number) => formatNumber(value, column, reader.units, reader.language)
  const text = (row: number, key: string) => formatCell(cells, row, key, reader)
  const baseOf = (row: number) => (chart.base ? cells.number(row, chart.base) : 0)
  const [lowColor, highColor] = [palette.series[1]!, palette.series[0]!]  // neither end is the good one
  const label = (key: string) => sayLabel(cells.column(key)!.label)
  const isSaid = label(chart.low) !== label(chart.high)
  const names = isSaid ? [label(chart.low), label(chart.high)] : [word("atLow"), word("atHigh")]
  const half = (key: string, color: string, order: number) => ({
    type: "custom",
    encode: { x: [1, 2], y: 0 },
    itemStyle: { color, decal: decal(order, palette) },
    data: room.rows.map((row, line) => ({ row, value: [line, cells.number(row, key), baseOf(row)] })),
    renderItem: (_: unknown, api: Api) => {
      const [end, y] = api.coord([api.value(1), api.value(0)]) as [number, number]
      const [middle] = api.coord([api.value(2), api.value(0)]) as [number]
      if (Number.isNaN(end)) return
      const shape = { x: Math.min(end, middle), y: y - 8, width: Math.max(1, Math.abs(end - middle)), height: 16 }
      const mark = { x1: middle, x2: middle, y1: y - 12, y2: y + 12 }
      return {
        type: "group",
        children: [
          { type: "rect", shape, style: { fill: color, decal: api.visual("decal") } },
          { type: "line", shape: mark, style: { stroke: palette.ink, lineWidth: 1.5 } },
          ...(isNarrow(room) ? [] : [ending(end, y, end < middle, number(api.value(1)))]),
        ],
      }
    },
  })
  const ending = (x: number, y: number, left: boolean, text: string) => ({
    type: "text",
    style: { text, x: left ? x - 6 : x + 6, y, align: left ? "right" : "left", verticalAlign: "middle", fill: palette.quiet, font: `11px ${FONT}` },
  })
  const tip = ({ data: { row } }: { data: { row: number } }) => {
    const out = [short(lines[room.rows.indexOf(row)]!, 60), `${names[0]}: ${text(row, chart.low)}`, `${names[1]}: ${text(row, chart.high)}`]
    if (chart.base) out.push(`${label(chart.base)}: ${text(row, chart.base)}`)
    return out.join("\n")
  }
  return {
    option: {
      ...base(room),
      tooltip: tooltip(room, tip, "item"),
      yAxis: categoryAxis(room, lines, true),
      xAxis: { ...valueAxis(room, number, false), scale: true, boundaryGap: isNarrow(room) ? [0, 0] : ["9%", "9%"] },
      series: [half(chart.low, lowColor, 1), half(chart.high, highColor, 0)],
    },
    height: 50 + (isNarrow(room) ? 32 : 30) * Math.max(1, lines.length),
    legend: [
      { name: names[0]!, color: lowColor, mark: "area", pattern: 1 },
      { name: names[1]!, color: highColor, mark: "area", pattern: 0 },
      { name: chart.base ? label(chart.base) : word("base"), color: palette.ink, mark: "line" },
    ],
  }
}
