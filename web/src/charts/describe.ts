// What a picture shows, in words: for those who hear it.
import type { Chart, Table } from "../generated/page"
import type { Cells } from "../lib/document"
import { formatCell, type Reader } from "../lib/format"
import { sayLabel, say, word } from "../lib/i18n"
import { monthsOf } from "./gantt"
import { short } from "./picture"

function valueKeys(chart: Chart): string[] {
  switch (chart.kind) {
    case "xy":
      return chart.series.flatMap((one) => [one.y, one.low, one.high])
    case "gantt":
      return monthsOf(chart)
    case "heat":
    case "sankey":
      return [chart.value]
    case "tornado":
      return [chart.low, chart.high, chart.base]
    case "tree":
      return []
  }
}

function across(chart: Chart): string {
  return chart.kind === "xy" || chart.kind === "heat" ? chart.x : chart.kind === "sankey" ? chart.from : "row" in chart ? chart.row : ""
}

export function describe(chart: Chart, table: Table, cells: Cells, rows: number[], reader: Reader, names: string[]): string {
  const said = names.length > 0 ? names.slice(0, 8).map((name) => short(name, 32)).join(", ") : sayLabel(cells.column(valueKeys(chart)[0] ?? "")?.label ?? table.title)
  const out = [word("ariaChart", say(table.title), said)]
  const x = cells.column(across(chart))
  if (x && rows.length > 0) {
    const at = (row: number) => short(formatCell(cells, row, x.key, reader))
    out.push(word("ariaAcross", sayLabel(x.label), at(rows[0]!), at(rows.at(-1)!)))
  }
  let least: { value: number; text: string } | undefined
  let most = least
  for (const key of valueKeys(chart).filter(Boolean)) {
    for (const row of rows) {
      const value = cells.number(row, key)
      if (!Number.isFinite(value)) continue
      if (!least || value < least.value) least = { value, text: formatCell(cells, row, key, reader) }
      if (!most || value > most.value) most = { value, text: formatCell(cells, row, key, reader) }
    }
  }
  if (least && most) out.push(word("ariaRange", least.text, most.text))
  out.push(word("ariaRows", rows.length), word("ariaTable"))
  return out.join(" ")
}
