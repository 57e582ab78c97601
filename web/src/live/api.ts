// What the page asks the server: one function for each request of docs/reference/serve.md.
import type { Bound, Checked, Diagnostic, Failed, Job, Jobs, Model, Page, Runs } from "../generated/page"
import { decodeWire, type Decoded } from "../lib/document"
import { settings } from "../lib/settings.svelte"

// The server did not do it, and says why.
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly diagnostics: Diagnostic[],
  ) {
    super(diagnostics[0]?.what ?? `HTTP ${status}`)
  }
}

// What went wrong, as diagnostics: the server's own, or that it did not answer.
export function reasons(error: unknown): Diagnostic[] {
  if (error instanceof Refused && error.diagnostics.length > 0) return error.diagnostics
  const what = error instanceof Error ? error.message : String(error)
  return [{ code: "", severity: "error", file: "", line: 0, column: 0, length: 0, key: "", what, expected: "", mend: "" }]
}

async function ask(method: string, path: string, body?: unknown): Promise<Response> {
  const response = await fetch(path, {
    method,
    credentials: "same-origin",
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  })
  if (response.ok) return response
  let diagnostics: Diagnostic[] = []
  try {
    diagnostics = ((await response.json()) as Failed).diagnostics ?? []
  } catch {
    // A refusal before any handler has no document.
  }
  throw new Refused(response.status, diagnostics)
}

const read = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
  (await (await ask(method, path, body)).json()) as T

const page = async (method: string, path: string, body?: unknown): Promise<Decoded<Page>> =>
  decodeWire(await (await ask(method, path, body)).arrayBuffer())

export interface Question {
  set: string[]
  strategy: string
  paths: number
  plan: number // a run; 0: none
}

export type JobOptions = Record<string, string | string[] | boolean>
export interface EditedFile {
  name: string
  text: string
  hash: string
}

export const api = {
  session: (token: string) => ask("POST", "/api/session", { token }),
  model: () => read<Model>("GET", "/api/model"),
  check: (files: EditedFile[]) =>
    read<Checked>("POST", "/api/check", { files: files.map(({ name, text }) => ({ name, text })) }),
  save: (files: EditedFile[]) => read<Checked>("PUT", "/api/files", { files }),
  whatif: (question: Question) => page("POST", "/api/whatif", question),
  runs: () => read<Runs>("GET", "/api/runs"),
  report: (runs: number[]) => page("GET", runs.length > 0 ? `/api/report?runs=${runs.join(",")}` : "/api/report"),
  jobs: () => read<Jobs>("GET", "/api/jobs"),
  start: (command: string, options: JobOptions) => read<Job>("POST", "/api/jobs", { command, options }),
  stop: (job: number) => read<Job>("DELETE", `/api/jobs/${job}`),
  bounds: (job: number) => read<Bound[]>("GET", `/api/jobs/${job}/bounds`),
}

export const download = {
  report: (runs: number[]) => `/api/download?kind=report&runs=${runs.join(",")}`,
  workbook: (run: number) => `/api/download?kind=workbook&run=${run}&lang=${settings.language}`,
  csv: (run: number, table: string) => `/api/download?kind=csv&run=${run}&table=${encodeURIComponent(table)}`,
}
