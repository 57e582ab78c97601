// What the tests of the live page share: a copy of a model, `offtake serve` over it, a browser.
import { execFileSync, spawn } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "../..")
const program = process.env.OFFTAKE_BIN

const axeSource = createRequire(import.meta.url).resolve("axe-core/axe.min.js")

export function copyOf(example) {
  const folder = join(mkdtempSync(join(tmpdir(), "offtake-live-")), "model")
  cpSync(join(root, "examples", example), folder, {
    recursive: true,
    filter: (path) => !/\.db(-journal)?$/.test(path),
  })
  return folder
}

// The program's stdout.
export const offtake = (...args) => execFileSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] })

export async function serve(folder) {
  const child = spawn(program, ["serve", folder, "--no-open"], { stdio: ["ignore", "pipe", "inherit"] })
  const ended = new Promise((done) => child.on("exit", done))
  const address = await new Promise((found, failed) => {
    createInterface(child.stdout).on("line", (line) => {
      const url = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(line)
      if (url) found(url[0])
    })
    child.on("exit", (code) => failed(new Error(`offtake serve ended with ${code}`)))
  })
  const stop = async () => {
    child.kill("SIGINT")
    await ended
    rmSync(dirname(folder), { recursive: true, force: true })
  }
  return { address, stop }
}

// A page that remembers whatever should not happen.
export async function open(browser, address, options = {}) {
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options })
  await context.grantPermissions(["clipboard-read", "clipboard-write"])
  const page = await context.newPage()
  const wrong = []
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`))
  page.on("dialog", (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on("console", (message) => {
    // A refusal that the page asked for is written there by the browser itself.
    if (message.type() === "error" && !/status of (401|409|422)/.test(message.text())) wrong.push(`${message.text()} ${message.location().url}`)
  })
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(address).origin) && !/^(data|blob):/.test(request.url())) wrong.push(`request: ${request.url()}`)
  })
  await page.goto(address)
  await page.locator("main").waitFor()
  return { page, wrong, close: () => context.close() }
}

export async function goTo(page, hash) {
  await page.evaluate((to) => { location.hash = to }, hash)
}

// The what-if has answered to what the sliders say.
export async function settled(page) {
  await page.locator(".latency[data-waiting=false]:not([data-ms=''])").waitFor({ timeout: 20000 })
}

// Serious or critical findings, in words.
export async function findings(page) {
  if (!(await page.evaluate(() => "axe" in window))) {
    // As the page's policy forbids other scripts, it comes through the debugger.
    await page.evaluate(readFileSync(axeSource, "utf8"))
  }
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }))
  return found.violations
    .filter((each) => each.impact === "serious" || each.impact === "critical")
    .map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(" ")).slice(0, 4).join(" | ")}`)
}
