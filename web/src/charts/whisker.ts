// A line from low to high with a cap at each end, and a dot for the middle, full or hollow.
import type { Series } from "../generated/page"
import type { Room } from "./picture"

interface Whisker {
  row: number
  at: { value: (number | string)[] }
  series: Series
}

interface Api {
  value(dimension: number): number
  coord(point: number[]): number[]
}

export function capped(from: number[], to: number[], color: string, horizontal: boolean, cap = 5): object[] {
  const style = { stroke: color, lineWidth: 2, fill: "none" }
  const line = (a: number[], b: number[]) => ({ type: "line", shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style })
  const [dx, dy] = horizontal ? [0, cap] : [cap, 0]
  const across = (p: number[]) => line([p[0]! - dx, p[1]! - dy], [p[0]! + dx, p[1]! + dy])
  return [line(from, to), across(from), across(to)]
}

export function whisker(room: Room, whiskers: Whisker[], look: { color: string; horizontal: boolean; shift: number; hollow: boolean }) {
  const { color, horizontal, shift, hollow } = look
  const data = whiskers.map(({ row, at, series }) => ({
    row,
    value: [
      at.value[horizontal ? 1 : 0],
      room.cells.number(row, series.low),
      room.cells.number(row, series.high),
      series.y ? room.cells.number(row, series.y) : NaN,
    ],
  }))
  const renderItem = (_: unknown, api: Api) => {
    const x = api.value(0)
    const place = (value: number) => {
      const [px, py] = api.coord(horizontal ? [value, x] : [x, value]) as [number, number]
      return horizontal ? [px, py + shift] : [px + shift, py]
    }
    const middle = api.value(3)
    if (Number.isNaN(api.value(1)) || Number.isNaN(api.value(2))) return
    const children = capped(place(api.value(1)), place(api.value(2)), color, horizontal)
    if (!Number.isNaN(middle)) {
      const [cx, cy] = place(middle)
      children.push({ type: "circle", shape: { cx, cy, r: 4.5 }, style: hollow ? { fill: room.palette.paper, stroke: color, lineWidth: 2 } : { fill: color, stroke: room.palette.paper, lineWidth: 1 } })
    }
    return { type: "group", children }
  }
  const encode = horizontal ? { x: [1, 2, 3], y: 0 } : { x: 0, y: [1, 2, 3] }
  return { type: "custom", renderItem, data, encode, clip: false, z: 6 }
}
