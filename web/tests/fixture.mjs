// A document with every kind of chart, and the report that carries it, made as report/report_html
// makes it. Names may be as bad as a model can make them.
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"

export const HOSTILE = [
  "<img src=x onerror=alert(1)>",
  "</script><script>alert(2)</script>",
  '=HYPERLINK("http://evil.example","x")',
  "\u202eright to left\u202c \u200f\u05d0\u05d1\u05d2",
  "{a|rich} {b|text} {{",
  "x".repeat(10_000),
  "긴 이름 ".repeat(1_500),
  "<!-- <script>",
]
export const FRIENDLY = [
  "Oracle Cloud",
  "CoreWeave",
  "Crusoe Abilene",
  "Helios 1 GW",
  "Nordic Hydro",
  "Reserve pool",
  "한강 데이터센터",
  "Spot market",
]

const text = (en, ko) => ({ en, ko })
const scales = (...rows) => rows.map(([least, factor, before, after, one = "", whole = false]) => ({ least, factor, before, after, one, whole }))
const TINY = 2.2250738585072014e-308
const DAY = 24 / 730
const myriads = (after, gap = "") => scales([1e16, 1e16, "", `경${gap}${after}`], [1e12, 1e12, "", `조${gap}${after}`], [1e8, 1e8, "", `억${gap}${after}`], [1e4, 1e4, "", `만${gap}${after}`], [0, 1, "", after])
const watts = scales([1e3, 1e3, "", " GW"], [1, 1, "", " MW"], [1e-3, 1e-3, "", " kW"], [TINY, 1e-6, "", " W"], [0, 1, "", " MW"])
// Some of what base/quantity_scales gives.
export const UNITS = {
  money: {
    en: scales([1e16, 1, "$", ""], [1e12, 1e12, "$", "T"], [1e9, 1e9, "$", "B"], [1e6, 1e6, "$", "M"], [1e3, 1e3, "$", "k"], [0, 1, "$", ""]),
    ko: myriads("달러", " "),
  },
  compute: {
    en: scales([1e16, 1, "", " H100e"], [1e12, 1e12, "", "T H100e"], [1e9, 1e9, "", "B H100e"], [1e6, 1e6, "", "M H100e"], [1e4, 1e3, "", "k H100e"], [0, 1, "", " H100e"]),
    ko: myriads(" H100e"),
  },
  power: { en: watts, ko: watts },
  time: {
    en: scales(
      [24, 12, "", " years", " year", true], [24, 1, "", " months", " month"], [1, 1, "", " months", " month", true], [1, DAY, "", " days", " day", true],
      [1, 1, "", " months", " month"], [DAY, DAY, "", " days", " day"], [TINY, 1 / 730, "", " hours", " hour"], [0, 1, "", " months", " month"],
    ),
    ko: scales(
      [24, 12, "", "년", "", true], [24, 1, "", "개월"], [1, 1, "", "개월", "", true], [1, DAY, "", "일", "", true],
      [1, 1, "", "개월"], [DAY, DAY, "", "일"], [TINY, 1 / 730, "", "시간"], [0, 1, "", "개월"],
    ),
  },
  percent: { en: scales([0, 0.01, "", " %"]), ko: scales([0, 0.01, "", "%"]) },
  ratio: { en: scales([0, 1, "", ""]), ko: scales([0, 1, "", ""]) },
  "money/energy": { en: scales([1e3, 1e3, "$", "k/MWh"], [0, 1, "$", "/MWh"]), ko: scales([1e4, 1e4, "", "만 달러/MWh"], [0, 1, "", "달러/MWh"]) },
  "money/compute-time": { en: scales([730e3, 730e3, "$", "k/H100e-hour"], [0, 730, "$", "/H100e-hour"]), ko: scales([0, 730, "", "달러/H100e·시간"]) },
  "power-time": { en: scales([12e3, 12e3, "", " GW-years", " GW-year"], [0, 12, "", " MW-years", " MW-year"]), ko: scales([12e3, 12e3, "", " GW·년"], [0, 12, "", " MW·년"]) },
}

// columns: [key, en, ko, kind or unit]; rows: lists of cells.
function table(numbers, key, title, columns, rows, more = {}) {
  const kindOf = (what) => (["text", "count", "date"].includes(what) ? what : "quantity")
  return {
    key,
    title,
    note: text("", ""),
    as_list: false,
    ...more,
    rows: rows.length,
    columns: columns.map(([name, en, ko, what]) => ({
      key: name,
      label: text(en, ko),
      kind: kindOf(what),
      ...(kindOf(what) === "quantity" ? { unit: what } : {}),
      digits: 3,
    })),
    data: columns.map(([, , , what], index) => {
      const cells = rows.map((row) => row[index])
      if (what === "text") return { text: cells }
      const at = numbers.length
      numbers.push(...cells.map((cell) => cell ?? NaN))
      return { at, count: cells.length }
    }),
  }
}

const series = (mark, y, en, ko, more = {}) => ({ mark, y, low: "", high: "", split: "", stack: "", label: text(en, ko), tone: "plain", ...more })
const xyOf = (x, list, more = {}) => ({ kind: "xy", x, series: list, facet: "", horizontal: false, ...more })
const section = (key, en, ko, panels, more = {}) => ({ key, title: text(en, ko), lead: [], panels, missing: [], ...more })

export function fixture(names = FRIENDLY, title = "Federation of four labs") {
  const numbers = []
  const make = (...args) => table(numbers, ...args)
  const quarters = Array.from({ length: 24 }, (_, i) => `${2026 + Math.floor(i / 4)}Q${1 + (i % 4)}`)
  const years = ["2026", "2027", "2028", "2029", "2030", "2031"]

  const figures = make(
    "key_figures",
    text("Key figures", "핵심 지표"),
    [
      ["plan", "Sign now", "지금 서명", "text"],
      ["value_usd", "Value, risk-adjusted", "위험 조정 가치", "money"],
      ["gap", "Proven gap", "증명된 격차", "percent"],
      ["cash_at_risk_usd", "Cash-flow-at-\nrisk, 95 %", "현금흐름 위험액(95 %)", "money"],
      ["peak_h100e", "Peak capacity", "최대 용량", "compute"],
      ["paths", "Paths", "경로 수", "count"],
    ],
    [[names[0], 12.25e9, 0.0042, -3.1e9, 1.284e6, 20000]],
    { as_list: true },
  )
  const decide = make(
    "decide_now",
    text("Sign now, with whom, by when", "지금 서명할 계약: 상대와 기한"),
    [
      ["agreement", "Agreement", "계약", "text"],
      ["words", "Why", "이유", "text"],
      ["words_ko", "Why", "이유", "text"],
      ["until", "By", "기한", "text"],
      ["spend_usd", "Committed spend", "약정 지출", "money"],
      ["share", "Share", "비중", "percent"],
    ],
    names.map((name, i) => [name, `Carries ${i + 1} of the first years`, `초기 ${i + 1}년의 수요를 맡습니다`, `2026-0${i + 1}`, (i + 1) * 1.37e9, (i + 1) / 36]),
    { note: text("Spend is undiscounted.\nShares are of all that is committed.", "지출은 할인하지 않은 금액입니다.\n비중은 전체 약정 대비입니다.") },
  )
  const tree = make(
    "later",
    text("Later, if", "이후 조건부 결정"),
    [
      ["epoch", "When", "시점", "text"],
      ["cell", "If", "조건", "text"],
      ["action", "Do", "결정", "text"],
      ["action_ko", "Do", "결정", "text"],
    ],
    ["2027", "2028"].flatMap((epoch) =>
      ["Demand high, prices low", "Demand low"].flatMap((cell, i) => [
        [epoch, cell, `Sign ${names[i]} at 80 % of what is offered.`, `${names[i]}와 제안 물량의 80 %를 계약합니다.`],
        [epoch, cell, `Let the option on ${names[i + 2]} lapse.`, `${names[i + 2]} 옵션은 행사하지 않습니다.`],
      ]),
    ),
  )
  const spans = make(
    "timeline",
    text("Agreements and offers in time", "계약과 제안의 일정"),
    [
      ["name", "Agreement", "계약", "text"],
      ["group", "Provider", "공급사", "text"],
      ["ready", "Ready", "가동 준비", "date"],
      ["full", "Full", "전량 가동", "date"],
      ["end", "End", "종료", "date"],
      ["last", "Option until", "옵션 기한", "date"],
      ["early", "Early", "이른 경우", "date"],
      ["late", "Late", "늦은 경우", "date"],
    ],
    names.map((name, i) => [name, names[i < 4 ? 0 : 1], 675 + 5 * i, 681 + 7 * i, 730 + 9 * i, i % 2 ? 690 + i : null, 674 + 5 * i, 680.5 + 5 * i]),
  )
  const capacity = make(
    "capacity",
    text("Capacity against demand", "용량과 수요"),
    [
      ["period", "Quarter", "분기", "text"],
      ["provider", "Provider", "공급사", "text"],
      ["capacity", "Capacity", "용량", "compute"],
      ["demand", "Demand", "수요", "compute"],
      ["demand_low", "Demand, 5 %", "수요 5 %", "compute"],
      ["demand_high", "Demand, 95 %", "수요 95 %", "compute"],
    ],
    quarters.flatMap((quarter, t) =>
      names.slice(0, 4).map((name, i) => [quarter, name, 1e5 * (1 + i) * Math.min(1, Math.max(0, (t - 3 * i) / 6)), 4e4 * (t + 2), 2.5e4 * (t + 1), 5.5e4 * (t + 3)]),
    ),
  )
  const cash = make(
    "cash",
    text("Cash of each party", "당사자별 현금흐름"),
    [
      ["year", "Year", "연도", "text"],
      ["party", "Party", "당사자", "text"],
      ["mean", "Mean", "평균", "money"],
      ["p5", "5 %", "5 %", "money"],
      ["p95", "95 %", "95 %", "money"],
    ],
    names.slice(0, 3).flatMap((party, i) => years.map((year, t) => [year, party, (t - 1.5) * 1e9 * (i + 1), (t - 3) * 1e9 * (i + 1), t * 1.2e9 * (i + 1)])),
  )
  const payoff = make(
    "payoffs",
    text("What each party gets", "당사자별 성과"),
    [
      ["party", "Party", "당사자", "text"],
      ["strategy", "Strategy", "전략", "text"],
      ["value", "Value", "가치", "money"],
      ["low", "Low", "하한", "money"],
      ["high", "High", "상한", "money"],
    ],
    names.slice(0, 5).flatMap((party, i) => ["as signed", "planned"].map((strategy, k) => [party, strategy, (i - 1.2 + 2 * k) * 1e9, (i - 1.9 + 2 * k) * 1e9, (i - 0.4 + 2 * k) * 1e9])),
  )
  const spend = make(
    "spend",
    text("Spend by provider", "공급사별 지출"),
    [
      ["year", "Year", "연도", "count"],
      ["provider", "Provider", "공급사", "text"],
      ["spend", "Spend", "지출", "money"],
      ["unknown", "Not known", "알 수 없음", "money"],
    ],
    years.flatMap((year, t) => names.map((name, i) => [Number(year), name, (t + 1) * (i + 1) * 2.1e8, null])),
  )
  const flows = make(
    "flows",
    text("Who pays whom", "자금 흐름"),
    [
      ["from", "From", "지급", "text"],
      ["to", "To", "수취", "text"],
      ["usd", "Money", "금액", "money"],
      ["year", "Year", "연도", "text"],
    ],
    ["2027", "2028"].flatMap((year, y) => names.slice(0, 3).flatMap((from, i) => names.slice(i, i + 4).map((to, k) => [from, to, (y + 1) * (i + 1) * (k + 1) * 4e8, year]))),
  )
  const prices = make(
    "bottlenecks",
    text("Shadow prices", "잠재 가격"),
    [
      ["resource", "Resource", "자원", "text"],
      ["year", "Year", "연도", "text"],
      ["price", "Price", "가격", "money"],
    ],
    names.flatMap((name, i) => years.map((year, t) => [name, year, i === 3 && t === 2 ? null : Math.abs(Math.sin(i + t)) * 9e6])),
  )
  const gains = make(
    "gains",
    text("Gain and loss by cell", "구간별 손익"),
    [
      ["cell", "Cell", "구간", "text"],
      ["year", "Year", "연도", "text"],
      ["gain", "Gain", "손익", "money"],
    ],
    ["A", "B", "C"].flatMap((cell, i) => years.map((year, t) => [cell, year, Math.sin(i * 2 + t) * 9e8])),
  )
  const stress = make(
    "tornado",
    text("What moves the value most", "가치에 가장 큰 영향을 주는 요인"),
    [
      ["driver", "Driver", "동인", "text"],
      ["low", "At its low end", "하한일 때", "money"],
      ["high", "At its high end", "상한일 때", "money"],
      ["base", "Base", "기준", "money"],
    ],
    names.map((name, i) => [name, 1.2e10 - (9 - i) * 4e8, 1.2e10 + (8 - i) * 5e8, 1.2e10]),
  )
  const frontier = make(
    "frontier",
    text("Value against risk", "가치와 위험"),
    [
      ["point", "Plan", "계획", "text"],
      ["risk", "Cash-flow-at-risk", "현금흐름 위험액", "money"],
      ["value", "Value", "가치", "money"],
    ],
    Array.from({ length: 9 }, (_, i) => [`Plan ${i + 1}`, (1 + i) * 4e8, 1.2e10 - 8e9 / (1 + i)]),
  )
  const plans = make(
    "frontier_plans",
    text("What the plan signs", "이 계획의 계약"),
    [
      ["point", "Plan", "계획", "text"],
      ["agreement", "Agreement", "계약", "text"],
      ["share", "Share", "비중", "percent"],
    ],
    Array.from({ length: 9 }, (_, i) => names.slice(0, 3).map((name, k) => [`Plan ${i + 1}`, name, (i + k + 1) / 12])).flat(),
  )
  const sections = [
    section("decision", "The decision", "결정", [{ table: figures }, { table: decide }], {
      lead: [
        text(`Sign ${names[0]} by 2026-03: it is worth $12.2B, and no other plan is worth more than 0.42 % above it.`, `2026-03까지 ${names[0]}와 서명하십시오. 가치는 122억 달러이며, 이보다 0.42 % 넘게 나은 계획은 없습니다.`),
        text("Value is after the price of risk, over 20,000 futures.", "가치는 미래 경로 20,000개에서 위험의 가격을 뺀 금액입니다."),
      ],
    }),
    section("later", "Later, if", "이후 조건부 결정", [{ table: tree, chart: { kind: "tree", levels: ["epoch", "cell"], leaf: "action", leaf_ko: "action_ko" } }]),
    section("timeline", "Timeline", "일정", [
      {
        table: spans,
        chart: {
          kind: "gantt",
          row: "name",
          group: "group",
          spans: [
            { from: "ready", to: "full", label: text("Ramp", "증설"), tone: "supply" },
            { from: "full", to: "end", label: text("Term", "계약 기간"), tone: "accent" },
          ],
          events: [{ at: "last", label: text("Option's last date", "옵션 마지막 날"), tone: "stranded" }],
          delay_low: "early",
          delay_high: "late",
        },
      },
    ]),
    section("capacity", "Capacity", "용량", [
      {
        table: capacity,
        chart: xyOf("period", [
          series("area", "capacity", "", "", { split: "provider", stack: "capacity" }),
          series("band", "demand", "Demand", "수요", { low: "demand_low", high: "demand_high", tone: "demand" }),
        ]),
      },
    ]),
    section("money", "Money", "자금", [
      { table: cash, chart: xyOf("year", [series("band", "mean", "Cash, 5 % to 95 %", "현금(5 %~95 %)", { low: "p5", high: "p95", tone: "accent" })], { facet: "party" }) },
      { table: { ...cash, key: "net_cash" }, chart: xyOf("year", [series("line", "mean", "Net cash", "순현금")], { facet: "party" }) },
      { table: spend, chart: xyOf("year", [series("bar", "spend", "", "", { split: "provider", stack: "spend" }), series("bar", "unknown", "Nothing more", "추가 없음")]) },
    ]),
    section("parties", "Every party", "모든 당사자", [
      { table: payoff, chart: xyOf("party", [series("range", "value", "Planned", "계획", { low: "low", high: "high", split: "strategy" })], { horizontal: true }) },
      { table: { ...payoff, key: "payoff_bars" }, chart: xyOf("party", [series("bar", "value", "", "", { split: "strategy" })]) },
    ]),
    section("flows", "Flows", "흐름", [{ table: flows, chart: { kind: "sankey", from: "from", to: "to", value: "usd", facet: "year" } }]),
    section("bottlenecks", "Bottlenecks", "병목", [
      { table: prices, chart: { kind: "heat", x: "year", y: "resource", value: "price", facet: "" } },
      { table: gains, chart: { kind: "heat", x: "year", y: "cell", value: "gain", facet: "" } },
    ]),
    section("stress", "Stress", "스트레스", [{ table: stress, chart: { kind: "tornado", row: "driver", low: "low", high: "high", base: "base" } }]),
    section("frontier", "Frontier", "효율적 경계", [
      { table: frontier, chart: xyOf("risk", [series("line", "value", "Frontier", "경계선", { tone: "muted" }), series("point", "value", "Plan", "계획", { tone: "accent" })]), detail: { table: plans, by: "point" } },
    ]),
    section("value", "Values", "가치", [], { missing: [{ what: text("Walk-away prices", "협상 중단 가격"), command: "offtake value examples/federation" }] }),
  ]
  const json = { format: "offtake.page", version: 1, title, model: "examples/federation", written_by: "1.0.0", made: "2026-11-02T09:14:07Z", units: UNITS, sections }
  return { json, numbers: new Float64Array(numbers) }
}

const hash = (source) => `'sha256-${createHash("sha256").update(source).digest("base64")}'`

export function reportHtml({ json, numbers }) {
  const page = readFileSync(new URL("../dist/index.html", import.meta.url), "utf8")
  const inner = (name) => [...page.matchAll(new RegExp(`<${name}[^>]*>([\\s\\S]*?)</${name}>`, "g"))].map((match) => hash(match[1])).join(" ")
  const policy = `default-src 'none'; script-src ${inner("script")}; style-src-elem ${inner("style")}; style-src-attr 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`
  const safe = JSON.stringify(json).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
  const base64 = Buffer.from(numbers.buffer).toString("base64")
  const data = `<script type="application/json" id="offtake-page">${safe}</script><script type="text/plain" id="offtake-numbers">${base64}</script>`
  return page
    .replace("<head>", () => `<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace('<div id="app"></div>', () => `<div id="app"></div>${data}`)
}
