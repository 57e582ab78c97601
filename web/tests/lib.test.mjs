// What the page makes of the engine's documents, without a browser: numbers as the engine's own
// formatting writes them (base/quantity_test.cpp), and both wrappings of a document.
import assert from "node:assert/strict"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { runnerImport } from "vite"
import { UNITS, fixture } from "./fixture.mjs"

const load = async (name) => (await runnerImport(fileURLToPath(new URL(`../src/lib/${name}.ts`, import.meta.url)), { configFile: false, logLevel: "error" })).module
const { formatNumber } = await load("format")
const { Cells, decodeWire, embedded } = await load("document")

const shown = (value, unit, language = "en", digits = 3) => formatNumber(value, { kind: "quantity", unit, digits }, UNITS, language)
const check = (known, language) => assert.deepEqual(known.map(([value, unit]) => shown(value, unit, language)), known.map(([, , text]) => text))

test("numbers are written as the engine writes them", () => {
  check([
    [950, "money", "$950"],
    [47_500, "money", "$47.5k"],
    [22.4e9, "money", "$22.4B"],
    [1.4e12, "money", "$1.4T"],
    [-2.1e9, "money", "-$2.1B"],
    [999_600, "money", "$1M"],
    [999.6, "money", "$1k"],
    [99.996, "money", "$100"],
    [2.1, "money", "$2.10"],
    [47, "money", "$47"],
    [0.0123, "money", "$0.0123"],
    [0.004, "money", "$0"],
    [0, "money", "$0"],
    [-0, "money", "$0"],
    [3e17, "money", "$3e+17"],
    [12.25e9, "money", "$12.2B"],
    [12.35e9, "money", "$12.3B"],
    [4500, "power", "4.5 GW"],
    [0.12, "power", "120 kW"],
    [3e-6, "power", "3 W"],
    [999.9, "power", "1 GW"],
    [250e3, "power", "250 GW"],
    [0, "power", "0 MW"],
    [1046, "compute", "1046 H100e"],
    [350e3, "compute", "350k H100e"],
    [18, "time", "18 months"],
    [1, "time", "1 month"],
    [7.5, "time", "7.5 months"],
    [24, "time", "2 years"],
    [30, "time", "30 months"],
    [216 * 24 / 730, "time", "216 days"],
    [24 / 730, "time", "1 day"],
    [8 / 730, "time", "8 hours"],
    [0, "time", "0 months"],
    [0.2, "percent", "20 %"],
    [-0.05, "percent", "-5 %"],
    [47, "money/energy", "$47/MWh"],
    [2.1 * 730, "money/compute-time", "$2.10/H100e-hour"],
    [18e3 * 12, "power-time", "18 GW-years"],
    [12e3, "power-time", "1 GW-year"],
    [1234.5, "ratio", "1234"],
    [0.00001234, "ratio", "1.23e-05"],
    [0.98765, "ratio", "0.988"],
    [NaN, "money", "–"],
  ], "en")
  assert.equal(shown(1234567, "money", "en", 5), "$1.2346M")
  assert.equal(formatNumber(-1234567, { kind: "count", digits: 3 }, UNITS, "en"), "-1,234,567")
  assert.equal(formatNumber(2027, { kind: "count", digits: 3 }, UNITS, "en"), "2027", "a year stays a year")
})

test("in Korean by myriads", () => {
  check([
    [13.3e9, "money", "133억 달러"],
    [1.17e12, "money", "1.17조 달러"],
    [26.1e6, "money", "2,610만 달러"],
    [26.14e6, "money", "2,610만 달러"],
    [99.96e6, "money", "1억 달러"],
    [-4.7e4, "money", "-4.7만 달러"],
    [9870, "money", "9,870달러"],
    [0, "money", "0달러"],
    [2e16, "money", "2경 달러"],
    [853e3, "compute", "85.3만 H100e"],
    [1.2e6, "compute", "120만 H100e"],
    [1046, "compute", "1,046 H100e"],
    [4500, "power", "4.5 GW"],
    [250e6, "power", "250,000 GW"],
    [0.272, "percent", "27.2%"],
    [18, "time", "18개월"],
    [24, "time", "2년"],
    [216 * 24 / 730, "time", "216일"],
    [2.1 * 730, "money/compute-time", "2.10달러/H100e·시간"],
    [18e3 * 12, "power-time", "18 GW·년"],
  ], "ko")
  assert.equal(shown(1234567890, "money", "ko", 5), "12.346억 달러")
})

test("dates are months since 1970", () => {
  const text = (month) => formatNumber(month, { kind: "date", digits: 3 }, UNITS, "en")
  assert.deepEqual([0, 675, 686.5, -1, NaN].map(text), ["1970-01", "2026-04", "2027-03", "1969-12", "–"])
})

// As report/page_document.h has it.
function wire({ json, numbers }) {
  const text = Buffer.from(JSON.stringify(json))
  const head = Buffer.alloc(8)
  head.write("OFTP")
  head.writeUInt32LE(text.length, 4)
  const blanks = Buffer.alloc((8 - (text.length % 8)) % 8, " ")
  return Uint8Array.from(Buffer.concat([head, text, blanks, Buffer.from(numbers.buffer)])).buffer
}

test("the frame of a server and the elements of a report hold the same document", () => {
  for (const title of ["even", "odd!", "세 글자", "x".repeat(13)]) {
    const made = fixture(undefined, title)
    const framed = decodeWire(wire(made))
    const elements = { "offtake-page": JSON.stringify(made.json), "offtake-numbers": Buffer.from(made.numbers.buffer).toString("base64") }
    const carried = embedded({ getElementById: (id) => ({ textContent: elements[id] }) })
    assert.deepEqual(framed, { document: made.json, numbers: made.numbers })
    assert.deepEqual(carried, framed)
  }
  assert.equal(embedded({ getElementById: () => null }), null)
  assert.throws(() => decodeWire(new ArrayBuffer(4)), /not a document/)
  assert.throws(() => decodeWire(Uint8Array.from(Buffer.from('{"format":"offtake.failed"}')).buffer), /not a document/)
})

test("cells are found by row and key; a Korean column stands in for the English one", () => {
  const { json, numbers } = fixture()
  const table = json.sections[0].panels[1].table
  const korean = new Cells(table, numbers, "ko")
  assert.deepEqual(korean.columns.map((column) => column.key), ["agreement", "words", "until", "spend_usd", "share"])
  assert.equal(korean.text(1, "words"), "초기 2년의 수요를 맡습니다")
  assert.equal(new Cells(table, numbers).text(1, "words"), "Carries 2 of the first years")
  assert.equal(korean.number(2, "spend_usd"), 3 * 1.37e9)
  assert.ok(Number.isNaN(korean.number(99, "spend_usd")) && Number.isNaN(korean.number(0, "nothing")))
})

test("every colour stands out from the paper, by day and by night", async () => {
  const { LIGHT, DARK } = (await runnerImport(fileURLToPath(new URL("../src/charts/palette.ts", import.meta.url)), { configFile: false, logLevel: "error" })).module
  // WCAG 2.2: relative luminance; 3 to 1 for what is drawn, 4.5 to 1 for what is read.
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
  const luminance = (color) => [1, 3, 5].map((at) => linear(parseInt(color.slice(at, at + 2), 16) / 255)).reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0)
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
    return (high + 0.05) / (low + 0.05)
  }
  for (const palette of [LIGHT, DARK]) {
    for (const color of [...Object.values(palette.tones), ...palette.series]) assert.ok(contrast(color, palette.paper) >= 3, `${color} ${contrast(color, palette.paper).toFixed(2)}`)
    for (const color of [palette.ink, palette.quiet]) assert.ok(Math.min(contrast(color, palette.paper), contrast(color, palette.raised)) >= 4.5, color)
    assert.equal(new Set(palette.series).size, palette.series.length)
  }
})
