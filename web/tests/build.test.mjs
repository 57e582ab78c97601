// What is committed is what the sources make, and the sources make no markup of names.
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { fileURLToPath } from "node:url"

const web = fileURLToPath(new URL("..", import.meta.url))
const built = readFileSync(join(web, "dist/index.html"), "utf8")
const run = (tool, ...args) => execFileSync(join(web, "node_modules/.bin", tool), args, { cwd: web, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })

test("the committed page is what the sources make", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "offtake-web-"))
  t.after(() => rmSync(folder, { recursive: true }))
  run("vite", "build", "--outDir", folder, "--logLevel", "error")
  assert.deepEqual(readdirSync(folder), ["index.html"])
  assert.ok(readFileSync(join(folder, "index.html"), "utf8") === built, "run npm run build and commit web/dist")
})

test("the committed types are what the schema makes", () => {
  const made = run("json2ts", "-i", "schema/page.schema.json", "--no-style.semi")
  assert.equal(readFileSync(join(web, "src/generated/page.d.ts"), "utf8").trim(), made.trim())
})

test("the page is small, whole and tells nothing of where it was built", (t) => {
  t.diagnostic(`${Buffer.byteLength(built)} bytes`)
  assert.ok(Buffer.byteLength(built) < 1_200_000)
  assert.ok(!built.includes(web.replace(/\/$/, "")))
  assert.doesNotMatch(built, /\/home\/|\/Users\/|node_modules/)
  assert.doesNotMatch(built, /<(script|link|img)[^>]+(src|href)="(?!data:)/)
  assert.equal(built.match(/<div id="app"><\/div>/g).length, 1, "the report's data is put behind this")
})

test("the sources have no way to make markup or code of text", () => {
  const files = readdirSync(join(web, "src"), { recursive: true }).map((name) => join(web, "src", name)).filter((name) => statSync(name).isFile())
  assert.ok(files.length > 20)
  for (const file of files) {
    assert.doesNotMatch(readFileSync(file, "utf8"), /innerHTML|outerHTML|insertAdjacentHTML|\{@html|document\.write|\beval\(|new Function|DOMParser|createContextualFragment|srcdoc|renderMode: "html"/, file)
  }
})
