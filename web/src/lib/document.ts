// The documents of the engine: JSON for what has structure, one block of Float64 for the numbers.
// Two wrappings of the same: "OFTP" frames from the server, two script elements in a report.
import type { Document, Page, Table } from "../generated/page"
import type { Language } from "./settings.svelte"

export interface Decoded<T> {
  document: T
  numbers: Float64Array
}

// "OFTP" · length of the JSON (32 bit) · JSON · blanks up to a multiple of 8 · Float64.
export function decodeWire<T extends Document = Page>(bytes: ArrayBuffer): Decoded<T> {
  const head = new DataView(bytes)
  if (bytes.byteLength < 8 || head.getUint32(0) !== 0x4f465450) throw new Error("not a document of offtake")
  const end = 8 + head.getUint32(4, true)
  const json = new TextDecoder().decode(new Uint8Array(bytes, 8, end - 8))
  return { document: JSON.parse(json) as T, numbers: doubles(bytes, Math.ceil(end / 8) * 8) }
}

// What a report has in it; nothing where this is the page of a server.
export function embedded(host: globalThis.Document): Decoded<Page> | null {
  const json = host.getElementById("offtake-page")?.textContent
  if (!json) return null
  const base64 = host.getElementById("offtake-numbers")?.textContent?.trim() ?? ""
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  return { document: JSON.parse(json) as Page, numbers: doubles(bytes.buffer, 0) }
}

// Little-endian whatever the machine is.
function doubles(bytes: ArrayBuffer, from: number): Float64Array {
  const view = new DataView(bytes, Math.min(from, bytes.byteLength))
  const numbers = new Float64Array(Math.floor(view.byteLength / 8))
  for (let i = 0; i < numbers.length; ++i) numbers[i] = view.getFloat64(8 * i, true)
  return numbers
}

// A table with its numbers: cells by row and by the key of their column.
export class Cells {
  private readonly at = new Map<string, number>()

  constructor(
    readonly table: Table,
    private readonly numbers: Float64Array,
    private readonly language: Language = "en",
  ) {
    table.columns.forEach((column, index) => this.at.set(column.key, index))
  }

  get rows(): number {
    return this.table.rows
  }

  column(key: string) {
    return this.table.columns[this.at.get(key) ?? -1]
  }

  // The columns that are shown: a text in Korean, `what_ko`, stands in the place of `what`.
  get columns() {
    return this.table.columns.filter(({ key }) => !(key.endsWith("_ko") && this.at.has(key.slice(0, -3))))
  }

  text(row: number, key: string): string {
    return (this.language === "ko" && this.raw(row, `${key}_ko`)) || this.raw(row, key)
  }

  raw(row: number, key: string): string {
    const data = this.table.data[this.at.get(key) ?? -1]
    return data && "text" in data ? (data.text[row] ?? "") : ""
  }

  // NaN: nothing.
  number(row: number, key: string): number {
    const data = this.table.data[this.at.get(key) ?? -1]
    if (!data || "text" in data || row >= data.count) return NaN
    return this.numbers[data.at + row] ?? NaN
  }

  // The values of a text column, each once, in the order of their first rows; as they are said.
  values(key: string): { value: string; said: string }[] {
    const seen = new Map<string, string>()
    for (let row = 0; row < this.rows; ++row) {
      if (!seen.has(this.raw(row, key))) seen.set(this.raw(row, key), this.text(row, key))
    }
    return [...seen].map(([value, said]) => ({ value, said }))
  }

  // Rows whose text column has this value, in whatever language it is said; all where there is no
  // such column.
  where(key: string, value: string): number[] {
    const rows = [...Array(this.rows).keys()]
    return key ? rows.filter((row) => this.raw(row, key) === value) : rows
  }
}
