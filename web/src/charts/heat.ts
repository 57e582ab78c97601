// A table of colours: what is dark is much. Cells carry their number where there is room.
import type { HeatChart } from "../generated/page"
import { formatCell, formatNumber } from "../lib/format"
import { base, categoryAxis, isNarrow, short, tooltip, type Picture, type Room } from "./picture"

export function heat(chart: HeatChart, room: Room): Picture {
  const { cells, palette, reader } = room
  const xs = [...new Set(room.rows.map((row) => cells.text(row, chart.x)))]
  const ys = [...new Set(room.rows.map((row) => cells.text(row, chart.y)))]
  const values = room.rows.map((row) => cells.number(row, chart.value)).filter(Number.isFinite)
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  const most = Math.max(-low, high)
  const colors = low < 0 ? palette.diverging : palette.scale
  const column = cells.column(chart.value)!
  const text = (value: number) => formatNumber(value, column, reader.units, reader.language)
  const cellWidth = (room.width - (isNarrow(room) ? 120 : Math.min(280, room.width * 0.3))) / Math.max(1, xs.length)
  const data = room.rows.map((row) => {
    const value = cells.number(row, chart.value)
    return {
      row,
      value: [xs.indexOf(cells.text(row, chart.x)), ys.indexOf(cells.text(row, chart.y)), Number.isFinite(value) ? value : "-"],
      label: { color: inkOn(shade(colors, low < 0 ? (value / (most || 1) + 1) / 2 : value / (most || 1))) },
    }
  })
  return {
    option: {
      ...base(room),
      grid: { left: 4, right: 12, top: 4, bottom: 52, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      tooltip: tooltip(
        room,
        ({ data: { row } }: { data: { row: number } }) =>
          `${short(cells.text(row, chart.y), 60)}\n${short(cells.text(row, chart.x), 60)}: ${formatCell(cells, row, chart.value, reader)}`,
        "item",
      ),
      xAxis: { ...categoryAxis(room, xs, false), splitArea: { show: false } },
      yAxis: categoryAxis(room, ys, true),
      visualMap: {
        min: low < 0 ? -most : 0,
        max: most || 1,
        calculable: false,
        orient: "horizontal",
        left: "center",
        bottom: 0,
        itemWidth: 12,
        itemHeight: Math.min(180, room.width / 3),
        text: [text(most || 0), text(low < 0 ? -most : 0)],
        textStyle: { color: palette.quiet },
        inRange: { color: colors },
      },
      series: [
        {
          type: "heatmap",
          data,
          label: { show: cellWidth > 46, fontSize: 11, formatter: ({ data: { row } }: { data: { row: number } }) => formatCell(cells, row, chart.value, reader) },
          itemStyle: { borderColor: palette.paper, borderWidth: 2, borderRadius: 2 },
        },
      ],
    },
    height: 84 + 30 * Math.max(1, ys.length),
    legend: [],
  }
}

// The colour at a share of the way along a scale, as red, green and blue.
function shade(colors: string[], share: number): number[] {
  const at = Math.min(1, Math.max(0, share || 0)) * (colors.length - 1)
  const rgb = (color: string) => [1, 3, 5].map((from) => parseInt(color.slice(from, from + 2), 16))
  const [below, above] = [rgb(colors[Math.floor(at)]!), rgb(colors[Math.ceil(at)]!)]
  return below.map((part, index) => part + (above[index]! - part) * (at - Math.floor(at)))
}

// The letters that stand out more: relative luminance as WCAG has it, even contrast at 0.18.
function inkOn(rgb: number[]): string {
  const [r, g, b] = rgb.map((part) => (part / 255) ** 2.2) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#10161d" : "#ffffff"
}
