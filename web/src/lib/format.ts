// Numbers as the command line prints them, in the units that the document gives for each language.
// Nothing is computed here but the scale of what is shown.
import type { Column, Page, Scale } from "../generated/page"
import type { Cells } from "./document"
import type { Language } from "./settings.svelte"

export type Units = Page["units"]

export const NOTHING = "–"

// Half to even, as the engine's own formatting rounds; toFixed() rounds such ties up.
function fixed(magnitude: number, decimals: number): string {
  const text = magnitude.toFixed(decimals)
  const exact = magnitude.toFixed(Math.min(100, decimals + 60))
  const kept = exact.length - (Math.min(100, decimals + 60) - decimals)
  const tie = /^\.?50*$/.test(exact.slice(kept))
  const truncated = exact.slice(0, kept).replace(/\.$/, "")
  return tie && "02468".includes(truncated.at(-1)!) ? truncated : text
}

// The power of ten of the first digit after rounding: 999.6 with 3 digits gives 3.
function leadingPower(magnitude: number, digits: number): number {
  return magnitude === 0 ? 0 : Number(magnitude.toExponential(digits - 1).split("e")[1])
}

function withoutZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text
}

// Integer digits are never rounded away (1046, not 1050); below one, `digits` digits count.
function plain(magnitude: number, digits: number): string {
  const power = leadingPower(magnitude, digits)
  if (power < -6 || power > 12) {
    const [mantissa, exponent] = magnitude.toExponential(digits - 1).split("e") as [string, string]
    return `${withoutZeros(mantissa)}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`
  }
  return withoutZeros(fixed(magnitude, Math.max(0, digits - 1 - power)))
}

// Under $100 whole dollars or whole cents: $47, $2.10; below ten cents more digits when they count.
function dollars(magnitude: number, digits: number): string {
  const power = leadingPower(magnitude, digits)
  if (magnitude === 0 || power >= 2 || power < -6) return plain(magnitude, digits)
  const text = fixed(magnitude, Math.max(2, digits - 1 - power))
  const cents = text.indexOf(".") + 3
  return (text.slice(0, cents) + text.slice(cents).replace(/0+$/, "")).replace(/\.00$/, "")
}

function scaled(value: number, scales: Scale[], digits: number): string {
  const magnitude = Math.abs(value)
  const rounded = Number(magnitude.toPrecision(digits))
  const scale = scales.find((candidate) => rounded >= candidate.least) ?? scales.at(-1)
  if (!scale) return (value < 0 ? "-" : "") + plain(magnitude, digits)
  const shown = magnitude / scale.factor
  const number = scale.before.endsWith("$") && scale.factor === 1 ? dollars(shown, digits) : plain(shown, digits)
  return (value < 0 ? "-" : "") + scale.before + number + scale.after
}

export function formatNumber(value: number, column: Column, units: Units, language: Language): string {
  if (!Number.isFinite(value)) return NOTHING
  if (column.kind === "count") return fixed(Math.abs(value), 0).replace(/\B(?=(\d{3})+$)/g, ",").replace(/^/, value < 0 ? "-" : "")
  const digits = Math.min(17, Math.max(1, column.digits))
  return scaled(value, units[column.unit ?? ""]?.[language] ?? [], digits)
}

// A month since 1970-01 as the language of models writes it: 2027-03, or 2027-03-15 within a month.
export function formatMonth(month: number): string {
  if (!Number.isFinite(month)) return NOTHING
  const whole = Math.floor(month + 1e-6)
  const year = 1970 + Math.floor(whole / 12)
  const name = `${year}-${String(1 + whole - 12 * (year - 1970)).padStart(2, "0")}`
  const days = new Date(Date.UTC(year, 1 + whole - 12 * (year - 1970), 0)).getUTCDate()
  const day = 1 + Math.floor((month - whole) * days + 1e-6)
  return day > 1 ? `${name}-${String(day).padStart(2, "0")}` : name
}

// What draws a panel needs to know of it besides its table.
export interface Reader {
  units: Units
  language: Language
  months: Set<string>  // columns that hold dates
}

export function formatCell(cells: Cells, row: number, key: string, reader: Reader): string {
  const column = cells.column(key)
  if (!column) return ""
  if (column.kind === "text") return cells.text(row, key)
  const value = cells.number(row, key)
  return reader.months.has(key) ? formatMonth(value) : formatNumber(value, column, reader.units, reader.language)
}

// A label may be broken for narrow terminals: in one line, a word broken at its hyphen whole again.
export function oneLine(label: string): string {
  return label.replace(/-\n/g, "-").replace(/\n/g, " ")
}
