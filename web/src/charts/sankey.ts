// From the left to the right: sources and targets of one name are two nodes, so nothing goes in circles.
import type { SankeyChart } from "../generated/page"
import { formatCell } from "../lib/format"
import { base, isNarrow, short, tooltip, type Picture, type Room } from "./picture"

export function sankey(chart: SankeyChart, room: Room): Picture {
  const { cells, palette } = room
  const rows = room.rows.filter((row) => cells.number(row, chart.value) > 0)
  const sources = [...new Set(rows.map((row) => cells.text(row, chart.from)))]
  const targets = [...new Set(rows.map((row) => cells.text(row, chart.to)))]
  // On both sides of one colour.
  const owners = [...new Set([...sources, ...targets])]
  const longest = Math.max(...[...sources, ...targets].map((name) => name.length), 4)
  const most = Math.min(isNarrow(room) ? 90 : 190, 8 * longest)
  const side = (names: string[], letter: string, position: string) =>
    names.map((name, index) => ({
      name: `${letter}${index}`,
      title: name,
      itemStyle: { color: palette.series[owners.indexOf(name) % palette.series.length] },
      label: { position },
    }))
  type Hit = { dataType: string; data: { title?: string; row?: number } }
  const formatter = ({ dataType, data }: Hit) =>
    dataType === "edge" && data.row !== undefined
      ? `${short(cells.text(data.row, chart.from))} → ${short(cells.text(data.row, chart.to))}\n${formatCell(cells, data.row, chart.value, room.reader)}`
      : short(data.title ?? "", 60)
  return {
    option: {
      ...base(room),
      tooltip: tooltip(room, formatter, "item"),
      series: [
        {
          type: "sankey",
          left: most + 8,
          right: most + 8,
          top: 8,
          bottom: 8,
          draggable: false,
          nodeGap: 14,
          nodeWidth: 12,
          data: [...side(sources, "s", "left"), ...side(targets, "t", "right")],
          links: rows.map((row) => ({
            row,
            source: `s${sources.indexOf(cells.text(row, chart.from))}`,
            target: `t${targets.indexOf(cells.text(row, chart.to))}`,
            value: cells.number(row, chart.value),
          })),
          label: { color: palette.ink, width: most, overflow: "truncate", formatter: ({ data }: Hit) => short(data.title ?? "", 60) },
          lineStyle: { color: "source", opacity: 0.35, curveness: 0.5 },
          emphasis: { focus: "adjacency" },
        },
      ],
    },
    height: 60 + 46 * Math.max(2, sources.length, targets.length),
    legend: [],
  }
}
