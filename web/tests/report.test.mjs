// The report as people meet it: from disk, without a network, in a browser.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { after, before, test } from "node:test"
import { drawAll, launch, open } from "./browser.mjs"
import { FRIENDLY, HOSTILE, fixture } from "./fixture.mjs"

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
const CHARTS = 12  // of the fixture, besides its tree

let browser
before(async () => (browser = await launch()))
after(() => browser.close())

const cells = (page, panel) => page.locator(`#${panel} table tbody tr`).evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())))

test("opens from disk, draws every chart, asks for nothing", async (t) => {
  const { page, blamed, close } = await open(browser, fixture())
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime)
  t.diagnostic(`first contentful paint after ${Math.round(paint)} ms`)
  await drawAll(page)
  assert.equal(await page.locator(".chart svg").count(), CHARTS)
  assert.equal(await page.title(), "Federation of four labs")
  assert.deepEqual(await blamed(), [])
  await close()
})

test("numbers read as the command line prints them, in each language's units", async () => {
  const { page, close } = await open(browser, fixture())
  const figures = () => page.locator("#decision dd").allTextContents()
  // 12.25 is a tie: the engine rounds half to even.
  assert.deepEqual(await figures(), ["Oracle Cloud", "$12.2B", "0.42 %", "-$3.1B", "1.28M H100e", "20,000"])
  const labels = await page.locator("#decision dt").allTextContents()
  assert.equal(labels[3], "Cash-flow-at-risk, 95\u00a0%", "a word that was broken at its hyphen is whole")
  await page.getByRole("button", { name: "한국어" }).click()
  assert.deepEqual(await figures(), ["Oracle Cloud", "122억 달러", "0.42%", "-31억 달러", "128만 H100e", "20,000"])
  await close()
})

test("the language changes every word and is remembered", async () => {
  const { page, blamed, close } = await open(browser, fixture())
  await page.getByRole("button", { name: "한국어" }).click()
  assert.equal(await page.locator("html").getAttribute("lang"), "ko")
  assert.equal(await page.locator("#decision h2").textContent(), "결정")
  const label = await page.locator("#capacity .chart").getAttribute("aria-label")
  assert.match(label, /^용량과 수요\. 차트: Oracle Cloud, .*수요.* 분기: 2026Q1부터 2031Q4까지\. 값의 범위: 0 H100e ~ 143만 H100e/)
  const korean = await cells(page, "decision-decide_now")
  assert.equal(korean[0][1], "초기 1년의 수요를 맡습니다", "a column in Korean takes the place of the English one")
  await page.reload()
  assert.equal(await page.locator("#decision h2").textContent(), "결정")
  assert.deepEqual(await blamed(), [])
  await close()
})

test("opens in the language of the browser", async () => {
  const { page, close } = await open(browser, fixture(), { language: "ko" })
  assert.equal(await page.locator("#decision h2").textContent(), "결정")
  await close()
})

test("a page may say in which language it opens; its reader has the last word", async () => {
  const made = fixture()
  made.json.language = "ko"
  const { page, close } = await open(browser, made)
  assert.equal(await page.locator("#decision h2").textContent(), "결정")
  await page.getByRole("button", { name: "English" }).click()
  await page.reload()
  assert.equal(await page.locator("#decision h2").textContent(), "The decision")
  await close()
})

test("colours follow the computer until the reader chooses", async () => {
  const { page, close } = await open(browser, fixture(), { theme: "dark" })
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  assert.equal(await paper(), "rgb(23, 28, 35)")
  await page.getByRole("button", { name: "Light" }).click()
  assert.equal(await paper(), "rgb(255, 255, 255)")
  await page.reload()
  assert.equal(await paper(), "rgb(255, 255, 255)")
  await close()
})

test("a chart is shown as the table it draws", async () => {
  const { page, close } = await open(browser, fixture())
  const button = page.locator("#timeline button", { hasText: "Show as table" })
  await button.click()
  assert.equal(await button.getAttribute("aria-pressed"), "true")
  const rows = await cells(page, "timeline-timeline")
  assert.equal(rows.length, FRIENDLY.length)
  assert.deepEqual(rows[0].slice(2), ["2026-04", "2026-10", "2030-11", "–", "2026-03", "2026-09"], "months since 1970 are dates")
  await button.click()
  await page.locator("#timeline .chart svg").waitFor()
  await close()
})

test("bars stand on their years; a series without a number is not in the legend", async () => {
  const { page, close } = await open(browser, fixture())
  await drawAll(page)
  const panel = page.locator("#money-spend")
  const letters = await panel.locator(".chart svg text").allTextContents()
  for (const year of ["2026", "2027", "2031"]) assert.ok(letters.includes(year), `${year} in ${letters}`)
  assert.deepEqual((await panel.locator("ul li").allTextContents()).map((text) => text.trim()), FRIENDLY)
  await close()
})

test("a facet shows its own rows", async () => {
  const { page, close } = await open(browser, fixture())
  const label = () => page.locator("#money-cash .chart").getAttribute("aria-label")
  const first = await label()
  await page.locator("#money-cash select").selectOption("Crusoe Abilene")
  assert.match(first, /-\$3B to \$6B/)
  assert.match(await label(), /-\$9B to \$18B/)
  await close()
})

test("one choice holds for all panels that have it, and a link keeps it", async () => {
  const { page, close } = await open(browser, fixture())
  const shown = (panel) => page.locator(`#money-${panel} select`).inputValue()
  await page.locator("#money-cash select").selectOption("Crusoe Abilene")
  assert.equal(await shown("net_cash"), "Crusoe Abilene")
  await page.locator('nav a[href="#stress"]').click()
  await page.waitForURL(/#stress\?show\.party=Crusoe\+Abilene$/)
  await page.reload()
  assert.equal(await shown("cash"), "Crusoe Abilene")
  await page.waitForFunction(() => Math.abs(document.getElementById("stress").getBoundingClientRect().top) < 200)
  await close()
})

test("an address that is none of ours harms nothing", async () => {
  const { page, blamed, close } = await open(browser, fixture(), { anchor: "#%E0%A4%A?show.party=nobody&show.__proto__=x" })
  const list = page.locator("#money-cash select")
  assert.equal(await list.inputValue(), await list.locator("option").first().getAttribute("value"))
  assert.deepEqual(await blamed(), [])
  await close()
})

test("the keyboard goes through the points of a frontier and sees the plan of each", async () => {
  const { page, close } = await open(browser, fixture())
  await drawAll(page)
  const list = page.locator("#frontier .choose select")
  await list.focus()
  for (const plan of ["Plan 1", "Plan 2"]) {
    await page.keyboard.press("ArrowDown")
    assert.match(await page.locator("#frontier .detail h4").textContent(), new RegExp(`Selected: ${plan}`))
  }
  assert.ok((await page.locator("#frontier .detail tbody tr").allTextContents()).every((row) => row.includes("Plan 2")))
  await page.keyboard.press("Home")
  assert.equal(await page.locator("#frontier .detail h4").count(), 0)
  await close()
})

test("a colour of flows keeps its owner on both sides", async () => {
  const { page, close } = await open(browser, fixture())
  await drawAll(page)
  const colours = await page.locator("#flows .chart svg").first().evaluate((svg) => {
    // A node is a bar of 12 pixels; its name stands beside it at the same height.
    const bars = [...svg.querySelectorAll("path")].map((path) => ({ box: path.getBBox(), fill: path.getAttribute("fill") })).filter(({ box }) => Math.abs(box.width - 12) < 0.5)
    const names = [...svg.querySelectorAll("text")].map((text) => ({ name: text.textContent, place: text.getBoundingClientRect() }))
    const top = svg.getBoundingClientRect()
    return names.flatMap(({ name, place }) => {
      const y = place.top + place.height / 2 - top.top
      const x = place.left - top.left
      const near = bars.filter(({ box }) => y >= box.y - 1 && y <= box.y + box.height + 1).sort((a, b) => Math.abs(a.box.x - x) - Math.abs(b.box.x - x))[0]
      return near ? [[name, near.fill]] : []
    })
  })
  const of = new Map()
  for (const [name, fill] of colours) of.set(name, new Set([...(of.get(name) ?? []), fill]))
  assert.ok(of.size > 1, "the nodes have names")
  for (const [name, fills] of of) assert.equal(fills.size, 1, `${name}: ${[...fills]}`)
  await close()
})

test("a point of a chart shows its rows", async () => {
  const { page, close } = await open(browser, fixture())
  await drawAll(page)
  const points = page.locator('#frontier .chart svg path[fill="#0b61a4"]')
  assert.equal(await points.count(), 9)
  await points.nth(3).click()
  const rows = await page.locator("#frontier .detail tbody tr").allTextContents()
  assert.equal(rows.length, 3)
  assert.ok(rows.every((row) => row.includes("Plan 4")))
  const ringed = page.locator('#frontier .chart svg path[stroke="#1c2430"]')
  assert.ok((await ringed.count()) > 0, "the chosen point has a ring")
  await close()
})

test("a deep link opens at its section", async () => {
  const { page, close } = await open(browser, fixture(), { anchor: "#stress" })
  await page.waitForFunction(() => Math.abs(document.getElementById("stress").getBoundingClientRect().top) < 200)
  await page.waitForSelector('nav a[href="#stress"][aria-current]')
  await close()
})

test("the keyboard alone reaches and works everything", async () => {
  const { page, close } = await open(browser, fixture(), { width: 1280 })
  await drawAll(page)
  await page.evaluate(() => scrollTo(0, 0))
  const wanted = await page.evaluate(() => {
    const all = [...document.querySelectorAll('a[href], button, select, [tabindex="0"]')].filter((element) => element.checkVisibility())
    all.forEach((element, index) => (element.dataset.test = index))
    return all.length
  })
  const reached = []
  for (let i = 0; i < wanted; ++i) {
    await page.keyboard.press("Tab")
    reached.push(await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement)
      return { id: Number(document.activeElement.dataset.test), ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 }
    }))
  }
  assert.deepEqual(reached, Array.from({ length: wanted }, (_, id) => ({ id, ring: true })))
  await page.locator("#frontier button", { hasText: "Show as table" }).focus()
  await page.keyboard.press("Space")
  await page.keyboard.press("Tab")
  await page.keyboard.press("Tab")
  await page.keyboard.press("Tab")
  await page.keyboard.press("Enter")
  assert.match(await page.locator("#frontier .detail h4").textContent(), /Selected: Plan 2/)
  await close()
})

test("the skip link passes over the contents", async () => {
  const { page, close } = await open(browser, fixture())
  await page.keyboard.press("Tab")
  await page.keyboard.press("Enter")
  await page.keyboard.press("Tab")
  assert.ok(await page.evaluate(() => document.activeElement.closest("#decision") !== null))
  await close()
})

test("paper is white, as wide as paper, and has no buttons", async () => {
  const { page, blamed, close } = await open(browser, fixture(), { theme: "dark" })
  await page.emulateMedia({ media: "print" })
  await page.waitForFunction((count) => document.querySelectorAll(".chart svg").length === count, CHARTS)
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), "rgb(255, 255, 255)")
  const widths = await page.locator(".chart svg").evaluateAll((all) => all.map((one) => one.clientWidth))
  assert.deepEqual(widths, Array(CHARTS).fill(680))
  assert.equal(await page.locator("button:visible, nav:visible").count(), 0)
  await page.emulateMedia({ media: "screen" })
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true })
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length
  assert.ok(pages >= 4 && pages <= 12, `${pages} pages`)
  assert.deepEqual(await blamed(), [])
  await close()
})

test("the narrowest and the widest screen show everything without scrolling sideways", async () => {
  for (const width of [390, 1920]) {
    for (const names of [FRIENDLY, HOSTILE]) {
      const { page, close } = await open(browser, fixture(names, names.join(" ")), { width })
      await drawAll(page)
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width)
      await close()
    }
  }
})

test("names of a model are never markup", async () => {
  for (const language of ["en", "ko"]) {
    const { page, blamed, close } = await open(browser, fixture(HOSTILE, HOSTILE.join(" ")), { language })
    await drawAll(page)
    const shown = await page.locator("#decision-decide_now tbody tr td:first-child").allTextContents()
    assert.deepEqual(shown.map((text) => text.trim()), HOSTILE.map((name) => name.trim()))
    // Tooltips and selections are made of names too.
    for (const chart of await page.locator(".chart").all()) {
      await chart.scrollIntoViewIfNeeded()
      const box = await chart.boundingBox()
      for (const [x, y] of [[0.5, 0.5], [0.4, 0.3], [0.6, 0.6], [0.3, 0.45]]) await page.mouse.move(box.x + box.width * x, box.y + box.height * y)
    }
    for (const button of await page.getByRole("button", { name: language === "en" ? "Show as table" : "표로 보기" }).all()) await button.click()
    assert.equal(await page.locator("img, iframe, object, body script:not([type^='application/json']):not([type='text/plain'])").count(), 0)
    assert.deepEqual(await blamed(), [])
    await close()
  }
})

test("tooltips are in the picture, not in the document", async () => {
  const { page, close } = await open(browser, fixture(HOSTILE))
  const chart = page.locator("#money-spend .chart")
  await chart.scrollIntoViewIfNeeded()
  await chart.locator("svg").waitFor({ state: "attached" })
  const box = await chart.boundingBox()
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await chart.locator("svg text", { hasText: "<img src=x onerror=alert(1)>: $" }).first().waitFor({ timeout: 5000 })
  await close()
})

for (const language of ["en", "ko"]) {
  for (const theme of ["light", "dark"]) {
    for (const width of [390, 1920]) {
      test(`axe finds nothing serious: ${language}, ${theme}, ${width} px`, async () => {
        const { page, close } = await open(browser, fixture(), { language, theme, width })
        await drawAll(page)
        const check = async () => {
          await page.evaluate(axe)
          const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }))
          return violations.filter((one) => ["serious", "critical"].includes(one.impact)).map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)} ${one.nodes[0].failureSummary}`)
        }
        assert.deepEqual(await check(), [])
        for (const button of await page.locator("article > header button").all()) await button.click()
        await page.locator("#frontier tbody button").first().click()
        if (width < 1000) await page.locator("nav button").click()
        assert.deepEqual(await check(), [])
        await close()
      })
    }
  }
}
