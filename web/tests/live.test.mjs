// The live page over a real `offtake serve`, in a real browser. OFFTAKE_BIN names the program.
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { launch } from "./browser.mjs"
import { copyOf, findings, goTo, offtake, open, serve, settled } from "./serve.mjs"

assert.ok(process.env.OFFTAKE_BIN, "OFFTAKE_BIN names the program that is tested")

const kKey = "agreements.azure-share.share"
let chrome, server, folder, page, wrong, close

before(async () => {
  folder = copyOf("federation")
  server = await serve(folder)
  chrome = await launch()
  ;({ page, wrong, close } = await open(chrome, server.address))
})
after(async () => {
  await close?.()
  await chrome?.close()
  await server?.stop()
})

const figure = (key) => page.locator(`[data-figure="${key}"] .now`)
const range = (key) => page.locator(`[data-key="${key}"] input[type=range]`)
const runs = () => JSON.parse(offtake("runs", folder, "--format", "json")).runs

async function slide(key, value) {
  await range(key).evaluate((input, to) => {
    input.value = to
    input.dispatchEvent(new Event("input", { bubbles: true }))
  }, String(value))
}

async function addSlider(key) {
  await page.getByRole("searchbox").fill(key)
  await page.getByRole("button", { name: `Add a slider for ${key}`, exact: true }).click()
  await page.getByRole("searchbox").fill("")
}

// The numbers of a table in wire form, by the key of their column.
function row(bytes, tableKey) {
  const end = 8 + bytes.readUInt32LE(4)
  const document = JSON.parse(bytes.toString("utf8", 8, end))
  const from = Math.ceil(end / 8) * 8
  const table = document.sections.flatMap((section) => section.panels).map((panel) => panel.table).find((each) => each.key === tableKey)
  return Object.fromEntries(
    table.columns.map((column, index) => {
      const data = table.data[index]
      return [column.key, "text" in data ? data.text[0] : bytes.readDoubleLE(from + 8 * data.at)]
    }),
  )
}

test("without a token the page says how it is opened, in both languages", async () => {
  const other = await open(chrome, server.address.replace(/#.*/, ""))
  const text = await other.page.locator("main").innerText()
  assert.match(text, /offtake serve MODEL/)
  assert.match(text, /[가-힣]/)
  assert.deepEqual(await findings(other.page), [])
  await other.close()
  const forged = await open(chrome, server.address.replace(/token=.*/, "token=wrong"))
  assert.match(await forged.page.locator("main").innerText(), /offtake serve MODEL/)
  await forged.close()
})

test("the token leaves the address, and the session stays", async () => {
  assert.doesNotMatch(page.url(), /token/)
  await page.reload()
  await settled(page)
})

test("a slider moves the figures, which are those of the command line", async () => {
  await settled(page)
  await addSlider(kKey)
  const was = await figure("planner_figures.npv_usd").innerText()
  const answered = page.waitForResponse((response) => response.url().endsWith("/api/whatif") && /=35 %/.test(response.request().postData()))
  await slide(kKey, 35)
  const answer = row(await (await answered).body(), "planner_figures")
  await settled(page)
  const now = await figure("planner_figures.npv_usd").innerText()
  assert.notEqual(now, was)
  assert.equal(await page.locator(`[data-figure="planner_figures.npv_usd"] td`).first().innerText(), was)

  const line = await page.locator(".answer .command code").innerText()
  assert.match(line, /^offtake simulate .* --set 'agreements\.azure-share\.share=35 %'$/)
  const typed = line.replace(/^offtake simulate \S+/, `"$OFFTAKE_BIN" simulate '${folder}' --results none`)
  const said = (format) => execFileSync("sh", ["-c", `${typed} --format ${format} 2>/dev/null`], { encoding: "utf8", maxBuffer: 1 << 28 })
  const own = JSON.parse(said("json")).parties.find((party) => party.party === "openai")
  for (const key of ["npv_usd", "npv_cvar_usd", "cash_flow_at_risk_usd", "emergency_usd"]) assert.equal(answer[key], own[key], key)
  const printed = said("md --table parties").split("\n").find((text) => text.startsWith("| openai"))
  assert.equal(printed.split("|")[3].trim(), now)
})

test("the charts stay while their numbers change", async () => {
  const chart = await page.locator(".answer [role=img]").first().elementHandle()
  await slide(kKey, 10)
  await settled(page)
  assert.ok(await chart.evaluate((element) => element.isConnected))
})

test("a value that is refused says why beside its slider", async () => {
  const input = page.locator(`[data-key="${kKey}"] input[type=number]`)
  await input.fill("-5")
  await input.press("Enter")
  const alert = page.locator(`[data-key="${kKey}"] [role=alert]`)
  await alert.waitFor()
  assert.match(await alert.innerText(), /E\d{4}/)
  await page.locator(`[data-key="${kKey}"] .slider-foot button`).click()
  await alert.waitFor({ state: "detached" })
  await settled(page)
})

test("a link opens the same question", async () => {
  await slide(kKey, 25)
  await settled(page)
  const now = await figure("planner_figures.npv_usd").innerText()
  await page.waitForURL((url) => decodeURIComponent(url.href.replaceAll("+", " ")).includes(`${kKey}=25 %`))
  const other = await page.context().newPage()
  await other.goto(page.url())
  await settled(other)
  assert.equal(await other.locator(`[data-figure="planner_figures.npv_usd"] .now`).innerText(), now)
  assert.match(await other.locator(`[data-key="${kKey}"] input[type=number]`).inputValue(), /^25$/)
  await other.close()
})

test("a value that no slider writes is asked all the same, said, and can be taken back", async () => {
  const other = await page.context().newPage()
  const question = `${kKey}=0.25`
  await other.goto(`${new URL(page.url()).origin}/#/whatif?set=${encodeURIComponent(question)}`)
  await settled(other)
  const now = other.locator('[data-figure="planner_figures.npv_usd"] .now')
  assert.equal(await now.innerText(), await figure("planner_figures.npv_usd").innerText(), "as the slider on 25 %")
  assert.equal(await other.locator(".others code").innerText(), question)
  assert.match(await other.locator(".answer .command, .answer code").first().innerText(), /=0\.25/)
  const asked = other.waitForResponse((response) => response.url().endsWith("/api/whatif"))
  await other.locator(".others button").click()
  assert.deepEqual((await asked).request().postDataJSON().set, [])
  assert.equal(await other.locator(".others").count(), 0)
  await other.close()
})

test("a view that is asked for right after a move is shown", async () => {
  await slide(kKey, 26)
  // The address is due while the page is busy: the sliders' own must not take the place of this one.
  await page.evaluate(() => {
    location.hash = "#/runs"
    for (const until = performance.now() + 500; performance.now() < until; );
  })
  await page.getByRole("heading", { name: "Runs" }).waitFor({ timeout: 5000 })
  assert.match(page.url(), /#\/runs$/)
  await page.getByRole("link", { name: "What if" }).first().click()
  await settled(page)
})

test("what is asked can be kept as a run", async () => {
  const before = runs().length
  await page.getByRole("button", { name: "Keep as a run" }).click()
  await goTo(page, "#/jobs")
  await page.locator(".job[data-state=done]").first().waitFor({ timeout: 60000 })
  const kept = runs()
  assert.equal(kept.length, before + 1)
  assert.equal(kept.at(-1).command, "simulate")
  assert.match(JSON.stringify(kept.at(-1).set), /26 %/)
})

async function startPlan(options) {
  await goTo(page, "#/jobs")
  await page.getByLabel("What to do").selectOption("plan")
  await page.getByRole("checkbox", { name: /--quick/ }).check()
  for (const [name, text] of Object.entries(options)) await page.locator(`input[id$="${name}"]`).fill(text)
  const count = await page.locator(".job").count()
  await page.getByRole("button", { name: "Start", exact: true }).click()
  await page.waitForFunction((all) => document.querySelectorAll(".job").length > all, count)
  return page.locator(".job").first()
}

test("a plan is watched while it runs, and is kept", async () => {
  const job = await startPlan({ "--paths": "500", "--gap": "0.5 %" })
  await job.locator("[role=img]").waitFor({ timeout: 60000 })
  await page.locator(".job:first-of-type:is([data-state=done],[data-state=unproven])").first().waitFor({ timeout: 120000 })
  await job.getByRole("button", { name: "Show as table" }).click()
  assert.ok((await job.locator("tbody tr").count()) > 2)
  const link = job.getByRole("link", { name: /Open run/ })
  const number = Number((await link.innerText()).replace(/\D/g, ""))
  assert.equal(runs().find((run) => run.run === number).command, "plan")
  await link.click()
  await page.locator("main section h2").first().waitFor()
  assert.match(page.url(), new RegExp(`#/run/${number}$`))
})

test("a plan that is cancelled is stopped, and says so", async () => {
  const job = await startPlan({ "--paths": "50000", "--gap": "0.000001" })
  await page.locator(".job:first-of-type[data-state=running]").first().waitFor({ timeout: 30000 })
  await job.locator("[role=img]").waitFor({ timeout: 120000 })
  await job.getByRole("button", { name: "Cancel" }).click()
  await page.locator(".job:first-of-type[data-state=stopped]").first().waitFor({ timeout: 60000 })
  assert.match(await job.locator(".state").innerText(), /stopped/)
})

test("plans that a study made on its way are listed where they are asked for", async () => {
  offtake("frontier", folder, "--points", "2", "--paths", "64")
  const other = await page.context().newPage()
  await other.goto(`${new URL(page.url()).origin}/#/runs`)
  const parts = other.locator("tbody td", { hasText: /^frontier: plan$/ })
  await other.locator("tbody td", { hasText: /^frontier$/ }).waitFor()
  assert.equal(await parts.count(), 0)
  await other.locator(".check input").check()
  await parts.first().waitFor()
  assert.equal(await parts.count(), 2)
  await other.close()
})

test("two runs are compared side by side", async () => {
  await goTo(page, "#/runs")
  const boxes = page.getByRole("checkbox")
  await boxes.nth(0).check()
  await boxes.nth(1).check()
  await page.getByRole("link", { name: /^Compare/ }).click()
  await page.locator(".compare .columns").first().waitFor({ timeout: 20000 })
  assert.equal(await page.locator(".compare").first().locator(".columns").first().locator("> div").count(), 2)
  assert.ok((await page.locator(".compare article").count()) > 2)
})

test("the language changes everywhere", async () => {
  await page.getByRole("button", { name: "한국어" }).click()
  await goTo(page, "#/whatif")
  await settled(page)
  assert.equal(await page.evaluate(() => document.documentElement.lang), "ko")
  assert.match(await page.locator("nav").innerText(), /가정 분석/)
  assert.match(await page.locator(".figures").innerText(), /순현재가치|[가-힣]/)
  await page.getByRole("button", { name: "English" }).click()
})

test("a wrong model is told where it is wrong, and is not saved", async () => {
  await goTo(page, "#/model?file=agreements.yaml")
  const area = page.getByRole("textbox", { name: "Text of agreements.yaml" })
  const text = await area.inputValue()
  const on = readFileSync(join(folder, "agreements.yaml"), "utf8")
  assert.equal(text, on)
  await area.fill(text.replace("share: 20 %", "shaer: 20 %"))
  const place = page.getByRole("button", { name: /agreements\.yaml:\d+:\d+/ }).first()
  await place.waitFor()
  assert.match(await page.locator(".beside").innerText(), /shaer/)
  await place.click()
  const line = await area.evaluate((element) => element.value.slice(0, element.selectionStart).split("\n").length)
  assert.equal(text.split("\n").findIndex((each) => each.includes("share: 20 %")) + 1, line)
  await page.getByRole("button", { name: "Save" }).click()
  await page.getByText("Not saved: the model would have errors.").waitFor()
  assert.equal(readFileSync(join(folder, "agreements.yaml"), "utf8"), on)
})

test("a right model is saved, and the sliders know it", async () => {
  const area = page.getByRole("textbox", { name: "Text of agreements.yaml" })
  await area.fill((await area.inputValue()).replace("shaer: 20 %", "share: 22 %"))
  await page.getByText("No mistakes found.").waitFor()
  await area.press("Control+s")
  await page.getByText("Saved.").waitFor()
  assert.match(readFileSync(join(folder, "agreements.yaml"), "utf8"), /share: 22 %/)
  await goTo(page, `#/whatif?pin=${kKey}`)
  await page.getByText("written 22 %").waitFor()
})

test("a file that changed on disk is read again, and not written over", async () => {
  await goTo(page, "#/model?file=demand.yaml")
  const area = page.getByRole("textbox", { name: "Text of demand.yaml" })
  const mine = `${await area.inputValue()}# mine\n`
  await area.fill(mine)
  const path = join(folder, "demand.yaml")
  writeFileSync(path, `${readFileSync(path, "utf8")}# of another\n`)
  await page.getByText("have changed on disk").waitFor({ timeout: 10000 })
  await page.getByRole("button", { name: "Save" }).click()
  await page.getByText("Not saved: a file has changed on disk").waitFor()
  assert.doesNotMatch(readFileSync(path, "utf8"), /# mine/)
  await page.getByRole("button", { name: /Read it again/ }).click()
  await page.waitForFunction(() => /# of another/.test(document.querySelector("textarea").value))
})

test("report, workbook and tables are downloaded", async () => {
  await goTo(page, `#/run/${runs().find((run) => run.command === "plan").run}`)
  await page.locator(".downloads summary").click()
  for (const [name, first] of [["Report (HTML)", "<!"], ["Workbook (Excel)", "PK"]]) {
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()])
    assert.ok(readFileSync(await file.path(), "utf8").toLowerCase().startsWith(first.toLowerCase()), name)
  }
  const links = await page.locator('.downloads a[href*="kind=csv"]').all()
  assert.ok(links.length > 3)
  for (const link of links) {
    const answer = await page.request.get(new URL(await link.getAttribute("href"), page.url()).href)
    assert.equal(answer.status(), 200, await link.innerText())
  }
})

test("the keyboard alone", async () => {
  await goTo(page, "#/whatif")
  await settled(page)
  await page.evaluate(() => document.activeElement?.blur())
  await page.keyboard.press("/")
  await page.keyboard.type("parties.openai.discount")
  await page.keyboard.press("Tab")
  await page.keyboard.press("Tab")
  await page.keyboard.press("Enter")
  const slider = page.getByRole("slider", { name: /discount/ }).first()
  await slider.waitFor()
  const was = await figure("planner_figures.npv_usd").innerText()
  for (let i = 0; i < 60 && !(await slider.evaluate((element) => element === document.activeElement)); ++i) await page.keyboard.press("Tab")
  for (let i = 0; i < 5; ++i) await page.keyboard.press("ArrowRight")
  await settled(page)
  assert.notEqual(await figure("planner_figures.npv_usd").innerText(), was)
  // The first stop of the page leads past its head.
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0) })
  await page.reload()
  await page.locator("main").waitFor()
  await page.keyboard.press("Tab")
  await page.keyboard.press("Enter")
  assert.equal(await page.evaluate(() => document.activeElement.id), "content")
})

test("nothing serious for those who see, hear or move otherwise", async () => {
  const plan = runs().find((run) => run.command === "plan").run
  const views = ["whatif", "model", "jobs", "runs", `run/${plan}`, `compare?runs=${runs().slice(-2).map((run) => run.run).join(",")}`]
  for (const [locale, colorScheme, width] of [["en-US", "light", 1280], ["ko-KR", "dark", 390], ["ko-KR", "light", 1920], ["en-US", "dark", 390]]) {
    const other = await page.context().browser().newContext({ locale, colorScheme, viewport: { width, height: 900 }, storageState: await page.context().storageState() })
    const own = await other.newPage()
    await own.addInitScript(() => localStorage.clear())
    await own.goto(`${new URL(page.url()).origin}/`)
    for (const view of views) {
      await goTo(own, `#/${view}`)
      await own.waitForLoadState("networkidle").catch(() => {})
      await own.waitForTimeout(400)
      assert.deepEqual(await findings(own), [], `${view} ${locale} ${colorScheme} ${width}`)
      const wider = await own.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      assert.ok(wider <= 0, `${view} is ${wider} px wider than ${width} px`)
    }
    await other.close()
  }
})

test("from the slider to the picture", async (t) => {
  await goTo(page, `#/whatif?pin=${kKey}`)
  await settled(page)
  const times = []
  for (let i = 0; i < 60; ++i) {
    await slide(kKey, 10 + (i % 30))
    await settled(page)
    times.push(Number(await page.locator(".latency").getAttribute("data-ms")))
  }
  times.sort((a, b) => a - b)
  const at = (share) => Math.round(times[Math.ceil(share * times.length) - 1])
  t.diagnostic(`60 moves over 2,000 futures: median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`)
  assert.ok(at(0.95) < 2000)
})

test("nothing happened in the page that should not", () => assert.deepEqual(wrong, []))
