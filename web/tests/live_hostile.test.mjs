// A model whose every text would like to be something else: markup, a script, a formula, too long.
import assert from "node:assert/strict"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { launch } from "./browser.mjs"
import { copyOf, goTo, offtake, open, serve, settled } from "./serve.mjs"

assert.ok(process.env.OFFTAKE_BIN, "OFFTAKE_BIN names the program that is tested")

const kMarkup = `<img src=x onerror=alert(1)>"'</title></script><script>alert(2)</script>{{7*7}}\${alert(3)}`
const kFormula = `=HYPERLINK("http://127.0.0.1:9/","x")`
let chrome, server, folder, page, wrong, close

const quoted = (text) => `'${text.replaceAll("'", "''")}'`

before(async () => {
  folder = copyOf("federation")
  const change = (name, from, to) => {
    const path = join(folder, name)
    const text = readFileSync(path, "utf8")
    assert.match(text, from)
    writeFileSync(path, text.replace(from, () => to))
  }
  change("offtake.yaml", /^title: .*$/m, `title: ${quoted(kMarkup)}`)
  change("offtake.yaml", /label: OpenAI$/m, `label: ${quoted(kFormula)}`)
  change("offers.yaml", /label: Azure, more of it$/m, `label: ${quoted(kMarkup)}`)
  change("agreements.yaml", /label: 20% of revenue to Microsoft$/m, `label: ${quoted("w".repeat(190))}`)
  offtake("check", folder)
  offtake("simulate", folder, "--paths", "200")
  server = await serve(folder)
  chrome = await launch()
  ;({ page, wrong, close } = await open(chrome, server.address))
})
after(async () => {
  await close?.()
  await chrome?.close()
  await server?.stop()
})

test("names are text on every view", async () => {
  await settled(page)
  assert.equal(await page.locator("h1").innerText(), kMarkup)
  assert.equal(await page.locator("main img, h1 *, main script").count(), 0)
  for (const view of ["model", "jobs", "runs", "run/1", "compare?runs=1,1", "whatif"]) {
    await goTo(page, `#/${view}`)
    await page.waitForTimeout(700)
    assert.equal(await page.locator("main img, main script, main iframe").count(), 0, view)
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(wider <= 0, `${view} is ${wider} px too wide`)
  }
})

test("so are texts that are typed, addresses that are opened and what is said of them", async () => {
  await goTo(page, "#/model?file=offtake.yaml")
  const area = page.getByRole("textbox", { name: "Text of offtake.yaml" })
  const text = await area.inputValue()
  await area.fill(text.replace(/^title: .*$/m, `title: ${quoted(`\u202e${"<b>x".repeat(2500)}`)}\n${kMarkup}: 1`))
  await page.locator(".diagnostics li").first().waitFor()
  assert.equal(await page.locator(".diagnostics img, .diagnostics b").count(), 0)
  await page.getByRole("button", { name: "Discard the changes" }).click()
  await goTo(page, `#/whatif?set=${encodeURIComponent(kMarkup)}&pin=__proto__&strategy=${encodeURIComponent(kMarkup)}`)
  await page.locator("[role=alert]").first().waitFor()
  assert.equal(await page.locator("main img").count(), 0)
})

test("nothing ran, nothing was asked of others", () => assert.deepEqual(wrong, []))
