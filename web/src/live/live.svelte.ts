// What the page knows of the server: the model, its runs and jobs, kept fresh by its events.
import type { Bound, Diagnostic, Job, Model, Run } from "../generated/page"
import { choices } from "../lib/choices.svelte"
import { api, reasons, Refused, type EditedFile } from "./api"
import { readRoute, type Route } from "./route"

class Live {
  session: "asking" | "open" | "closed" = $state("asking")
  route: Route = $state.raw(readRoute(""))
  model: Model | null = $state.raw(null)
  runs: Run[] = $state.raw([])
  jobs: Job[] = $state.raw([])
  bounds: Record<number, Bound[]> = $state.raw({})
  whatif = $state("#/whatif") // the question that was asked last, as a link
  connected = $state(true)
  changedOutside = $state(false)
  trouble: Diagnostic[] = $state.raw([])
  // Texts that are not saved, by file, with the hash that each was edited from.
  drafts: Record<string, EditedFile> = $state({})
  private saving = false

  async open(): Promise<void> {
    const token = /^#token=([^&]+)/.exec(location.hash)?.[1]
    // Out of the address at once: it is not to be seen, kept in the history or copied.
    if (token) history.replaceState(null, "", "#/whatif")
    choices.read(location.hash)
    this.route = readRoute(location.hash)
    try {
      if (token) await api.session(token)
      await Promise.all([this.readModel(), this.readRuns(), this.readJobs()])
      // What is wrong has no numbers yet: first its mistakes.
      if (token && this.model?.diagnostics.some((d) => d.severity === "error")) {
        history.replaceState(null, "", "#/model")
        this.route = readRoute(location.hash)
      }
      this.session = "open"
      this.listen(1)
    } catch (error) {
      this.session = "closed"
      if (!(error instanceof Refused && error.status === 401)) this.trouble = reasons(error)
    }
  }

  readonly readModel = async (): Promise<void> => void (this.model = await api.model())
  readonly readRuns = async (): Promise<void> => void (this.runs = (await api.runs()).runs)
  readonly readJobs = async (): Promise<void> => void (this.jobs = (await api.jobs()).jobs)

  // Does it, and says where it cannot be done.
  async attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      this.trouble = []
      return await work()
    } catch (error) {
      if (error instanceof Refused && error.status === 401) this.session = "closed"
      this.trouble = reasons(error)
      return null
    }
  }

  edit(name: string, text: string): void {
    const file = this.model?.files.find((each) => each.name === name)
    if (!file) return
    const kept = this.drafts[name]
    if (text === file.text && (kept?.hash ?? file.hash) === file.hash) delete this.drafts[name]
    else if (kept) kept.text = text
    else this.drafts[name] = { name, text, hash: file.hash }
  }

  // The whole model as it would be with what is not saved.
  files(): EditedFile[] {
    return (this.model?.files ?? []).map((file) => ({ ...file, ...this.drafts[file.name] }))
  }

  async save(): Promise<Diagnostic[]> {
    this.saving = true
    try {
      const checked = await api.save(Object.values(this.drafts))
      if (checked.saved) {
        this.drafts = {}
        await this.readModel()
      }
      return checked.diagnostics
    } finally {
      this.saving = false
    }
  }

  // What was said so far, and after it what came by events meanwhile.
  async readBounds(job: number): Promise<void> {
    this.bounds = { ...this.bounds, [job]: this.bounds[job] ?? [] }
    const said = await api.bounds(job)
    this.bounds = { ...this.bounds, [job]: joined(said, this.bounds[job] ?? []) }
  }

  take(job: Job): void {
    const known = this.jobs.some((each) => each.job === job.job)
    this.jobs = known ? this.jobs.map((each) => (each.job === job.job ? job : each)) : [...this.jobs, job]
    if (job.run !== null && !this.runs.some((run) => run.run === job.run)) void this.attempt(this.readRuns)
  }

  private async filesChanged(hash: string): Promise<void> {
    if (this.saving || hash === this.model?.hash) return
    await this.attempt(this.readModel)
    this.changedOutside = true
  }

  // A program that was started anew has another key: the page must be opened anew too.
  private async again(delay: number): Promise<void> {
    try {
      await this.readJobs()
    } catch (error) {
      if (error instanceof Refused && error.status === 401) {
        this.session = "closed"
        return
      }
    }
    this.listen(delay)
  }

  // The browser comes again by itself where the connection breaks, not where it is refused.
  private listen(delay: number): void {
    const events = new EventSource("/api/events")
    let wasLost = false
    const on = <T>(name: string, then: (data: T) => void) =>
      events.addEventListener(name, (event) => then(JSON.parse((event as MessageEvent<string>).data) as T))
    on<Job>("job", (job) => this.take(job))
    on<Bound & { job: number }>("bound", ({ job, ...bound }) => {
      const known = this.bounds[job]
      if (known) this.bounds = { ...this.bounds, [job]: joined(known, [bound]) }
    })
    on<{ hash: string }>("model", ({ hash }) => void this.filesChanged(hash))
    events.onopen = () => {
      this.connected = true
      if (wasLost || delay > 1) void this.attempt(async () => {
        await Promise.all([this.readJobs(), this.readRuns(), this.readModel()])
        await Promise.all(Object.keys(this.bounds).map((job) => this.readBounds(Number(job))))
      })
      wasLost = false
    }
    events.onerror = () => {
      this.connected = false
      wasLost = true
      if (events.readyState !== EventSource.CLOSED) return
      setTimeout(() => void this.again(Math.min(2 * delay, 30)), 1000 * delay)
    }
  }
}

// Both, each bound once: an event may be told again after the connection was lost.
function joined(said: Bound[], more: Bound[]): Bound[] {
  const place = (bound: Bound) => `${bound.phase} ${bound.iteration}`
  const known = new Set(said.map(place))
  return [...said, ...more.filter((bound) => !known.has(place(bound)))]
}

export const live = new Live()
