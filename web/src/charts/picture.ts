// What every chart is made of: the panel's rows, the reader, the room there is and the colours in;
// an option of ECharts, the entries of a legend and the names of what is drawn out.
import type { EChartsCoreOption } from "echarts/core"
import type { Cells } from "../lib/document"
import type { Reader } from "../lib/format"
import type { Palette } from "./palette"

export interface Room {
  cells: Cells
  rows: number[]  // of the facet that is shown
  chosen: number  // a row; -1: none
  reader: Reader
  width: number
  palette: Palette
}

export interface LegendEntry {
  name: string
  color: string
  mark: "line" | "area" | "point" | "whisker"
  opacity?: number
  dash?: number[] | "solid"
  pattern?: number  // of a whisker 1: hollow
  shape?: string
}

export interface Picture {
  option: EChartsCoreOption
  height: number
  legend: LegendEntry[]
}

export const FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", sans-serif'

// Names are any text. Braces would be read as rich text, and ten thousand letters fit nowhere.
export function short(name: string, most = 40): string {
  const line = name.replace(/\s+/g, " ").replace(/\{/g, "{\u200b")
  const letters = [...line.slice(0, 4 * most)]
  return letters.length > most ? letters.slice(0, most - 1).join("") + "…" : line
}

export function isNarrow(room: Room): boolean {
  return room.width < 520
}

// Tooltips are drawn, not written as markup: no name of a model becomes an element.
export function tooltip(room: Room, formatter: unknown, trigger: "axis" | "item") {
  return {
    trigger,
    renderMode: "richText",
    confine: true,
    formatter,
    backgroundColor: room.palette.raised,
    borderColor: room.palette.line,
    textStyle: { color: room.palette.ink, fontFamily: FONT, fontSize: 12, lineHeight: 18 },
    axisPointer: { type: "line", lineStyle: { color: room.palette.quiet, type: [3, 3] } },
  }
}

export function base(room: Room): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: FONT, color: room.palette.ink },
    grid: { left: 4, right: 20, top: 14, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "all" },
    aria: { enabled: true, label: { enabled: false }, decal: { show: false } },
  }
}

function textWidth(name: string): number {
  return [...name].reduce((sum, letter) => sum + (letter > "\u2000" ? 12 : 6.7), 0)
}

// Names under the axis lean where they do not fit beside each other; of many (periods) some are left out.
function below(room: Room, names: string[]) {
  const each = (room.width - 80) / Math.max(1, names.length)
  const leans = names.length <= 16 && names.some((name) => textWidth(name) > each)
  return leans ? { rotate: 38, width: 96, overflow: "truncate", interval: 0 } : { hideOverlap: true }
}

export function nameWidth(room: Room): number {
  return isNarrow(room) ? 104 : Math.min(260, room.width * 0.28)
}

export function categoryAxis(room: Room, names: string[], vertical: boolean) {
  return {
    type: "category",
    data: names.map((_, index) => String(index)),
    inverse: vertical,
    axisLine: { lineStyle: { color: room.palette.line } },
    axisTick: { show: false },
    axisLabel: {
      color: room.palette.quiet,
      fontSize: 12,
      formatter: (index: string) => short(names[Number(index)] ?? "", vertical ? 60 : 28),
      ...(vertical
        ? { interval: 0, width: nameWidth(room), overflow: "truncate", color: room.palette.ink }
        : below(room, names)),
    },
    axisPointer: { label: { show: false } },
  }
}

// Ends and steps that are round in the unit that is shown, where this is no power of ten of the
// stored one (dollars an hour of what is kept by the month).
export function roundSteps(low: number, high: number, factor: number) {
  if (!(high > low) || Number.isInteger(Math.log10(factor))) return {}
  const rough = (high - low) / factor / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].find((digit) => digit * power >= rough)! * power * factor
  return { interval: step, min: Math.floor(low / step + 1e-9) * step, max: Math.ceil(high / step - 1e-9) * step }
}

export function valueAxis(room: Room, text: (value: number) => string, vertical: boolean) {
  return {
    type: "value",
    splitNumber: vertical ? 5 : Math.max(2, Math.min(6, Math.floor(room.width / 130))),
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: room.palette.line } },
    axisLabel: { color: room.palette.quiet, fontSize: 12, hideOverlap: true, formatter: text },
    nameTextStyle: { color: room.palette.quiet, fontSize: 12 },
  }
}
