// The key figures of a page: its tables of one row, a line for each column. Texts only, as the
// engine's units write them; a difference the reader sees, the page computes none.
import type { Page, Section, Table } from "../generated/page"
import type { Decoded } from "../lib/document"
import { Cells } from "../lib/document"
import { formatCell, type Reader } from "../lib/format"
import { sayLabel } from "../lib/i18n"
import { settings } from "../lib/settings.svelte"

export interface Figure {
  key: string
  label: string
  text: string
}

const isList = (table: Table) => table.as_list && table.rows === 1

export function figures(page: Decoded<Page>): Figure[] {
  const tables = page.document.sections.flatMap((section) => section.panels.map((panel) => panel.table))
  const reader: Reader = { units: page.document.units, language: settings.language }
  return tables.filter(isList).flatMap((table) => {
    const cells = new Cells(table, page.numbers, settings.language)
    return cells.columns.map((column) => ({
      key: `${table.key}.${column.key}`,
      label: sayLabel(column.label),
      text: formatCell(cells, 0, column.key, reader),
    }))
  })
}

// What is left to draw once the key figures stand side by side.
export function otherSections(page: Page): Section[] {
  return page.sections
    .map((section) => ({ ...section, panels: section.panels.filter((panel) => !isList(panel.table)) }))
    .filter((section) => section.panels.length > 0)
}
