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
  if (power < -6 || power > 12) return withExponent(magnitude, digits)
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

// Of a number without a unit `digits` digits count, as %g writes it, but thousands are whole.
function unitless(magnitude: number, digits: number): string {
  if (magnitude >= 1000 && magnitude < 1e15) return fixed(magnitude, 0)
  const power = leadingPower(magnitude, digits)
  if (power >= -4 && power < digits) return withoutZeros(fixed(magnitude, digits - 1 - power))
  return withExponent(magnitude, digits)
}

function withExponent(magnitude: number, digits: number): string {
  const [mantissa, exponent] = magnitude.toExponential(digits - 1).split("e") as [string, string]
  return `${withoutZeros(mantissa)}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) <= 1e-9 * Math.max(1, Math.abs(value))
}

// The first scale that the number reaches once it is rounded: 999.6 of 1000 is written as 1000.
function scaleOf(magnitude: number, scales: Scale[], digits: number): Scale {
  const reached = scales.find(({ least, factor, whole }) => {
    if (whole && !isWhole(magnitude / factor)) return false
    const part = magnitude / least
    return magnitude >= least || (part > 0.5 && leadingPower(part, digits) >= 0)
  })
  return reached ?? scales.at(-1)!
}

// 2,610만 has as many digits that count as $26.1M.
function toDigits(magnitude: number, digits: number): number {
  const dropped = leadingPower(magnitude, digits) - digits + 1
  return dropped > 0 ? Math.round(magnitude / 10 ** dropped) * 10 ** dropped : magnitude
}

function withCommas(number: string): string {
  return number.includes("e") ? number : number.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","))
}

// As base/quantity_format does it. `above`: the dimensions above the line of the unit's name.
function scaled(value: number, column: Column, scales: Scale[], language: Language): string {
  const digits = Math.min(17, Math.max(1, column.digits))
  const magnitude = Math.abs(value)
  const sign = value < 0 ? "-" : ""
  const last = scales.at(-1)
  if (!last || !(last.before || last.after)) return sign + unitless(magnitude, digits)
  const above = (column.unit ?? "").split("/")[0]!.split("-")
  const scale = scaleOf(magnitude, scales, digits)
  const shown = magnitude / scale.factor
  const isSmallest = scale.factor === last.factor
  const byMyriads = language === "ko" && !isSmallest && (above.includes("money") || above.includes("compute"))
  const number = isSmallest && above.includes("money") ? dollars(shown, digits) : plain(byMyriads ? toDigits(shown, digits) : shown, digits)
  const after = number === "1" && scale.one ? scale.one : scale.after
  return sign + scale.before + (language === "ko" ? withCommas(number) : number) + after
}

// From five digits on, so that a year stays a year.
function grouped(whole: string): string {
  return /\d{5}/.test(whole) ? whole.replace(/\d+/, withCommas) : whole
}

export function formatNumber(value: number, column: Column, units: Units, language: Language): string {
  if (!Number.isFinite(value)) return NOTHING
  if (column.kind === "date") return formatMonth(value)
  if (column.kind === "count") return grouped(value.toFixed(0))
  // Sums of billions round off in the tenth of a cent; people see no money there.
  const isDust = column.unit === "money" && Math.abs(value) < 0.005
  return scaled(isDust ? 0 : value, column, units[column.unit ?? ""]?.[language] ?? [], language)
}

// The month of a date: months since 1970-01.
export function formatMonth(month: number): string {
  if (!Number.isFinite(month)) return NOTHING
  const whole = Math.floor(month + 1e-9)
  return `${1970 + Math.floor(whole / 12)}-${String(1 + (((whole % 12) + 12) % 12)).padStart(2, "0")}`
}

// What draws a panel needs to know of it besides its table.
export interface Reader {
  units: Units
  language: Language
}

// Of how many canonical units one shown unit is: 1e9 of $2B, 730 of $2.10/H100e-hour (per month).
export function factorOf(value: number, column: Column, reader: Reader): number {
  const scales = reader.units[column.unit ?? ""]?.[reader.language] ?? []
  return scales.length > 0 ? scaleOf(Math.abs(value), scales, Math.max(1, column.digits)).factor : 1
}

export function formatCell(cells: Cells, row: number, key: string, reader: Reader): string {
  const column = cells.column(key)
  if (!column) return ""
  if (column.kind === "text") return cells.text(row, key)
  return formatNumber(cells.number(row, key), column, reader.units, reader.language)
}

// A label may be broken for narrow terminals: in one line, a word broken at its hyphen whole again,
// and 95 % never parted.
export function oneLine(label: string): string {
  return label.replace(/-\n/g, "-").replace(/\n/g, " ").replace(/(\d) %/g, "$1\u00a0%")
}
