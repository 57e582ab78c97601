// A slider's numbers. They are the reader's own input: what follows from them the engine computes.
import type { Quantity } from "../generated/page"
import { formatMonth } from "../lib/format"

// The texts of a number without the noise of binary fractions.
export const plain = (number: number): string => String(Number(number.toPrecision(12)))

export function valueText(quantity: Quantity, number: number): string {
  if (number === quantity.number) return quantity.text
  return quantity.date ? formatMonth(number) : quantity.before + plain(number) + quantity.after
}

// What is typed beside a slider: the number alone, or the month.
export const typedText = (quantity: Quantity, number: number): string => (quantity.date ? formatMonth(number) : plain(number))

function monthOf(text: string): number | null {
  const found = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text.trim())
  return found ? (Number(found[1]) - 1970) * 12 + Number(found[2]) - 1 : null
}

export function typedNumber(quantity: Quantity, text: string): number | null {
  if (quantity.date) return monthOf(text)
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : null
}

// The number in "$9.5B/GW-year"; null where the text is not of this quantity's form.
export function numberOf(quantity: Quantity, text: string): number | null {
  if (text === quantity.text) return quantity.number
  if (quantity.date) return monthOf(text)
  if (!text.startsWith(quantity.before) || !text.endsWith(quantity.after)) return null
  const middle = text.slice(quantity.before.length, text.length - quantity.after.length)
  return middle.trim() !== "" && Number.isFinite(Number(middle)) ? Number(middle) : null
}

// 1, 2 or 5 times a power of ten: some hundred stops from low to high.
export function stepOf(quantity: Quantity): number {
  if (quantity.date) return 1
  const rough = (quantity.high - quantity.low) / 200
  if (!(rough > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(rough))
  return Number((([1, 2, 5].find((times) => times * power >= rough * 0.999) ?? 10) * power).toPrecision(1))
}

// Those whose key, group or text has every word.
export function matching(quantities: Quantity[], search: string, group: string): Quantity[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return quantities.filter(
    (quantity) =>
      (!group || quantity.group === group) &&
      words.every((word) => `${quantity.key} ${quantity.text}`.toLowerCase().includes(word)),
  )
}
