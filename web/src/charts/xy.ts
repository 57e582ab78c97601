// Lines, areas, bands, bars, points and whiskers over one axis.
import type { Column, Series, XyChart } from "../generated/page"
import { factorOf, formatCell, formatNumber } from "../lib/format"
import { sayLabel } from "../lib/i18n"
import { DASHES, SHAPES, decal } from "./palette"
import { base, categoryAxis, isNarrow, roundSteps, short, tooltip, valueAxis, type LegendEntry, type Picture, type Room } from "./picture"
import { whisker } from "./whisker"

// A series as it is drawn: one of the chart, or one value of its `split`. One without a number is not.
interface Drawn {
  series: Series
  name: string
  rows: number[]
  color: string
  order: number  // among those of its mark
}

interface Plane {
  room: Room
  chart: XyChart
  names: string[]  // of the category axis; empty: x is a number
  position: Map<string, number>
}

// Its place among the plain parts of its stack; -1: its tone says what it is.
function among(chart: XyChart, series: Series): number {
  const isPart = (one: Series) => one.stack !== "" && one.stack === series.stack && one.tone === "plain"
  return chart.series.filter(isPart).indexOf(series)
}

function colorOf(room: Room, series: Series, place: number): string {
  const { palette } = room
  return place < 0 ? palette.tones[series.tone] : palette.series[place % palette.series.length]!
}

function expand(chart: XyChart, room: Room): Drawn[] {
  const drawn: Drawn[] = []
  for (const series of chart.series) {
    const split = series.split
    const values = split ? [...new Set(room.rows.map((row) => room.cells.text(row, split)))] : [""]
    values.forEach((value, index) => {
      const rows = split ? room.rows.filter((row) => room.cells.text(row, split) === value) : room.rows
      if (!rows.some((row) => [series.y, series.low].some((key) => Number.isFinite(room.cells.number(row, key))))) return
      drawn.push({
        series,
        name: split ? value : sayLabel(series.label),
        rows,
        color: colorOf(room, series, split ? index : among(chart, series)),
        order: drawn.filter((one) => one.series.mark === series.mark).length,
      })
    })
  }
  return drawn
}

function along(room: Room, chart: XyChart, row: number): string {
  return formatCell(room.cells, row, chart.x, room.reader)
}

// Where a row stands: [along x, value], turned where the chart is horizontal.
function point(plane: Plane, row: number, value: number) {
  const { chart, room } = plane
  const x = plane.names.length > 0 ? plane.position.get(along(plane.room, chart, row))! : room.cells.number(row, chart.x)
  const shown = Number.isFinite(value) ? value : "-"
  const isChosen = row === room.chosen
  const ring = isChosen ? { symbolSize: 16, itemStyle: { borderColor: room.palette.ink, borderWidth: 2.5 } } : {}
  return { value: chart.horizontal ? [shown, x] : [x, shown], row, ...ring }
}

function points(plane: Plane, drawn: Drawn, key: string) {
  return drawn.rows.map((row) => point(plane, row, plane.room.cells.number(row, key)))
}

const BAND = 0.14

function opacityOf(series: Series): number {
  return series.stack ? 0.85 : 0.3
}

// Two lines that stand on each other: the difference is filled, lightly, as it lies over others.
function band(plane: Plane, drawn: Drawn, index: number) {
  const { cells } = plane.room
  const { low, high } = drawn.series
  const edge = { color: drawn.color, width: 1, opacity: 0.55, type: "solid" }
  const common = { type: "line", stack: `band ${index}`, stackStrategy: "all", symbol: "none", silent: true, lineStyle: edge, z: 3 }
  const height = drawn.rows.map((row) => point(plane, row, cells.number(row, high) - cells.number(row, low)))
  return [
    { ...common, data: points(plane, drawn, low) },
    { ...common, data: height, areaStyle: { color: drawn.color, opacity: BAND } },
  ]
}

// `beside`: how many whiskers stand side by side.
function marks(plane: Plane, drawn: Drawn, index: number, beside: number): object[] {
  const { series, color, order } = drawn
  const { palette } = plane.room
  const data = series.y ? points(plane, drawn, series.y) : []
  const stack = series.stack ? { stack: series.stack, stackStrategy: "samesign" } : {}
  const stroke = { color, width: series.tone === "demand" ? 2.5 : 2, type: DASHES[order % DASHES.length] }
  const line = { type: "line", data, lineStyle: stroke, itemStyle: { color }, symbol: SHAPES[order % 4], symbolSize: 6, showSymbol: data.length < 14, z: 4 }
  const patterned = { color, decal: decal(order, palette) }
  switch (series.mark) {
    case "line":
      return [{ ...line, ...stack }]
    case "area":
      return [{ ...line, ...stack, z: 2, symbol: "none", itemStyle: patterned, lineStyle: { color, width: 1 }, areaStyle: { color, opacity: opacityOf(series) } }]
    case "band":
      return [...band(plane, drawn, index), ...(series.y ? [line] : [])]
    case "bar":
      return [{ type: "bar", data, ...stack, itemStyle: patterned, barMaxWidth: 34, barGap: "12%" }]
    case "point":
      return [{ type: "scatter", data, symbol: SHAPES[order % 4], symbolSize: 11, itemStyle: { color, borderColor: palette.paper, borderWidth: 1 }, z: 5 }]
    case "range":
      return [whisker(plane.room, drawn.rows.map((row) => ({ row, at: point(plane, row, 0), series })), { color, horizontal: plane.chart.horizontal, shift: 13 * (order - (beside - 1) / 2), hollow: order % 2 > 0 })]
  }
}

// Bands lie on each other, so the second is twice as dark.
function legendOf(drawn: Drawn): LegendEntry {
  const { mark } = drawn.series
  const entry = { name: drawn.name, color: drawn.color }
  if (mark === "line" || (mark === "band" && drawn.series.y)) return { ...entry, mark: "line", dash: DASHES[drawn.order % DASHES.length] }
  if (mark === "point") return { ...entry, mark: "point", shape: SHAPES[drawn.order % 4] }
  if (mark === "range") return { ...entry, mark: "whisker", pattern: drawn.order % 2 }
  if (mark === "band") return { ...entry, mark: "area", opacity: 1 - (1 - BAND) ** (drawn.order + 1) }
  return { ...entry, mark: "area", pattern: drawn.order, opacity: mark === "area" ? opacityOf(drawn.series) : 1 }
}

// "Value: $2B ($1B – $3B)".
export function valueText(room: Room, series: Series, row: number): string {
  const text = (key: string) => formatCell(room.cells, row, key, room.reader)
  const span = series.low && series.high ? `${text(series.low)} – ${text(series.high)}` : ""
  if (!series.y) return span
  return span ? `${text(series.y)} (${span})` : text(series.y)
}

function tip(plane: Plane, drawn: Drawn[], rows: number[]): string {
  const { room, chart } = plane
  const first = rows[0]
  if (first === undefined) return ""
  const lines = [short(along(room, chart, first), 60)]
  if (plane.names.length === 0) {
    const named = room.cells.columns.find((column) => column.kind === "text" && column.key !== chart.facet)
    lines[0] = `${sayLabel(room.cells.column(chart.x)!.label)}: ${lines[0]}`
    if (named) lines.unshift(short(room.cells.text(first, named.key), 60))
  }
  for (const one of drawn) {
    const row = rows.find((candidate) => one.rows.includes(candidate))
    const text = row === undefined ? "" : valueText(room, one.series, row)
    if (text && text !== "–") lines.push(`${short(one.name, 32)}: ${text}`)
  }
  return lines.slice(0, 16).join("\n")
}

// Names, and what is as evenly spaced as names are: bars, and whole numbers without a hole (years).
function isNamed(chart: XyChart, room: Room): boolean {
  const kind = room.cells.column(chart.x)?.kind
  if (kind === "text" || chart.series.some((one) => one.mark === "bar")) return true
  const numbers = new Set(room.rows.map((row) => room.cells.number(row, chart.x)))
  return kind === "count" && Math.max(...numbers) - Math.min(...numbers) === numbers.size - 1
}

// The steps of the axis of values; of a stack the engine of the charts knows the height.
function steps(drawn: Drawn[], column: Column | undefined, room: Room, fromZero: boolean) {
  if (!column || drawn.some((one) => one.series.stack)) return {}
  const keys = (one: Drawn) => [one.series.y, one.series.low, one.series.high].filter(Boolean)
  const values = drawn.flatMap((one) => keys(one).flatMap((key) => one.rows.map((row) => room.cells.number(row, key)))).filter(Number.isFinite)
  const high = Math.max(...values, ...(fromZero ? [0] : []))
  return roundSteps(Math.min(...values, ...(fromZero ? [0] : [])), high, factorOf(high, column, room.reader))
}

export function xy(chart: XyChart, room: Room): Picture {
  const { cells } = room
  const isText = isNamed(chart, room)
  const names = isText ? [...new Set(room.rows.map((row) => along(room, chart, row)))] : []
  const plane: Plane = { room, chart, names, position: new Map(names.map((name, index) => [name, index])) }
  const drawn = expand(chart, room)
  const column = cells.column(chart.series.map((one) => one.y || one.low || one.high).find(Boolean) ?? "")
  const text = (value: number) => (column ? formatNumber(value, column, room.reader.units, room.reader.language) : String(value))
  const xColumn = cells.column(chart.x)
  const axis = isText
    ? { ...categoryAxis(room, names, chart.horizontal), boundaryGap: chart.series.some((one) => ["bar", "range", "point"].includes(one.mark)) }
    : {
        ...valueAxis(room, (value) => (xColumn ? formatNumber(value, xColumn, room.reader.units, room.reader.language) : ""), chart.horizontal),
        scale: true, minInterval: xColumn?.kind === "count" ? 1 : 0, name: xColumn ? sayLabel(xColumn.label) : "", nameLocation: "middle", nameGap: 30, splitLine: { show: false },
      }
  const fromZero = chart.series.some((one) => one.mark === "bar" || one.mark === "area")
  const across = { ...valueAxis(room, text, !chart.horizontal), scale: !fromZero, ...steps(drawn, column, room, fromZero) }
  type Hit = { data?: { row?: number } }
  const rowsAt = (hits: Hit | Hit[]) => [hits].flat().map((hit) => hit.data?.row ?? -1).filter((row) => row >= 0)
  const rowsLike = (row: number) => room.rows.filter((other) => along(room, chart, other) === along(room, chart, row))
  const formatter = (hits: Hit | Hit[]) => {
    const rows = rowsAt(hits)
    return tip(plane, drawn, isText && rows.length > 0 ? rowsLike(rows[0]!) : rows)
  }
  const count = (wanted: (one: Series) => boolean) => drawn.filter((one) => wanted(one.series)).length
  const beside = count((one) => one.mark === "range")
  const tall = Math.max(1, beside, Math.min(4, count((one) => one.mark === "bar" && !one.stack)))
  return {
    option: {
      ...base(room),
      tooltip: tooltip(room, formatter, isText ? "axis" : "item"),
      xAxis: chart.horizontal ? across : axis,
      yAxis: chart.horizontal ? axis : across,
      series: drawn.flatMap((one, index) => marks(plane, one, index, isText ? beside : 1)),
    },
    height: chart.horizontal && isText ? 60 + names.length * (14 + 14 * tall) : isNarrow(room) ? 260 : 340,
    legend: drawn.map(legendOf),
  }
}
