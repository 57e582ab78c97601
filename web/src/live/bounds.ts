// What a plan has said of its value and its bound, as a panel: the chart is the report's own.
import type { Bound, Column, Panel, Series, Table } from "../generated/page"
import { words } from "./words"

const number = (key: string, label: Column["label"], unit: string, digits: number): Column =>
  ({ key, label, kind: "quantity", unit, digits })

const line = (y: string, label: Column["label"], tone: Series["tone"]): Series =>
  ({ mark: "line", y, low: "", high: "", split: "", stack: "", label, tone })

export function boundsPanel(bounds: Bound[]): { panel: Panel; numbers: Float64Array } {
  const columns: Column[] = [
    { key: "pass", label: words.iteration, kind: "count", digits: 3 },
    { key: "phase", label: words.phase, kind: "text", digits: 3 },
    number("value", words.value, "money", 5),
    number("bound", words.bound, "money", 5),
    number("gap", words.gap, "percent", 2),
    number("seconds", words.seconds, "", 3),
  ]
  const series = {
    // Each phase counts anew; across the page they follow one another.
    pass: bounds.map((_, index) => index),
    value: bounds.map((bound) => bound.value ?? NaN),
    bound: bounds.map((bound) => bound.bound ?? NaN),
    gap: bounds.map((bound) => bound.gap ?? NaN),
    seconds: bounds.map((bound) => bound.seconds),
  }
  const numbers = new Float64Array(Object.values(series).flat())
  const at = (key: string) => Object.keys(series).indexOf(key) * bounds.length
  const table: Table = {
    key: "bounds",
    title: words.boundsTitle,
    note: words.boundsNote,
    columns,
    rows: bounds.length,
    as_list: false,
    data: columns.map((column) =>
      column.key === "phase"
        ? { text: bounds.map((bound) => bound.phase) }
        : { at: at(column.key), count: bounds.length },
    ),
  }
  const chart: Panel["chart"] = {
    kind: "xy",
    x: "pass",
    series: [line("bound", words.bound, "shortage"), line("value", words.value, "accent")],
    facet: "",
    horizontal: false,
  }
  return { panel: { table, chart }, numbers }
}
