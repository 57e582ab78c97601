// A browser without a network, and all that a page did that it should not.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { chromium } from "playwright-core"
import { reportHtml } from "./fixture.mjs"

const FLAGS = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS })

export async function open(browser, document, { language = "en", theme = "light", width = 1280, anchor = "" } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "offtake-web-"))
  const file = join(folder, "report.html")
  writeFileSync(file, reportHtml(document))
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: language === "ko" ? "ko-KR" : "en-US", colorScheme: theme, reducedMotion: "reduce" })
  await context.setOffline(true)
  const page = await context.newPage()
  const wrong = []
  page.on("dialog", (dialog) => (wrong.push(`dialog ${dialog.message()}`), dialog.dismiss()))
  page.on("console", (message) => wrong.push(`console ${message.text()}`))
  page.on("pageerror", (error) => wrong.push(`error ${error.message}`))
  page.on("request", (request) => request.url().split("#")[0] === pathToFileURL(file).href || request.url().startsWith("data:") || wrong.push(`request ${request.url()}`))
  await page.addInitScript(() => {
    globalThis.violations = []
    addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(`${event.violatedDirective} ${event.sourceFile}:${event.columnNumber}`))
  })
  await page.goto(pathToFileURL(file).href + anchor)
  await page.waitForSelector("main section")
  const blamed = async () => [...wrong, ...(await page.evaluate(() => globalThis.violations))]
  const close = async () => {
    await context.close()
    rmSync(folder, { recursive: true })
  }
  return { page, blamed, close }
}

// Brings every chart into sight, so that each is drawn.
export async function drawAll(page) {
  for (const chart of await page.locator(".chart").all()) {
    await chart.scrollIntoViewIfNeeded()
    await chart.locator("svg").first().waitFor({ state: "attached" })
  }
}
