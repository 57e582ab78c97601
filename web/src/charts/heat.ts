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
  const column = cells.column(chart.value)!
  const text = (value: number) => formatNumber(value, column, reader.units, reader.language)
  const cellWidth = (room.width - (isNarrow(room) ? 120 : Math.min(280, room.width * 0.3))) / Math.max(1, xs.length)
  const data = room.rows.map((row) => {
    const value = cells.number(row, chart.value)
    return {
      row,
      value: [xs.indexOf(cells.text(row, chart.x)), ys.indexOf(cells.text(row, chart.y)), Number.isFinite(value) ? value : "-"],
      // Light letters on strong colours; of negative numbers the strong end is the other one.
      label: { color: inkOn(room, most > 0 ? Math.abs(value) / most : 0) },
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
        inRange: { color: low < 0 ? palette.diverging : palette.scale },
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

function inkOn(room: Room, strength: number): string {
  const dark = room.palette.paper !== "#ffffff"
  return strength > 0.5 === dark ? "#10161d" : dark ? "#e6eaf0" : "#ffffff"
}
