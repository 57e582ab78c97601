// The question that the sliders ask, its answer, and the answer to the model as it is written.
import { tick } from "svelte"
import type { Diagnostic, Model, Page, Quantity } from "../generated/page"
import type { Decoded } from "../lib/document"
import { api, reasons, Refused, type Question } from "./api"
import { Newest } from "./newest"
import { numberOf, valueText } from "./quantity"
import { kPaths, type Route } from "./route"

interface Asked {
  question: Question
  since: number
}

export class WhatIf {
  strategy = $state("")
  paths = $state(kPaths)
  plan = $state(0)
  pins: string[] = $state([])
  numbers: Record<string, number> = $state({}) // what differs from the model
  others: string[] = $state([]) // the same of what no slider moves: a word, a unit of its own
  before: Decoded<Page> | null = $state.raw(null)
  now: Decoded<Page> | null = $state.raw(null)
  refused: Diagnostic[] = $state.raw([])
  milliseconds: number | null = $state(null) // from the slider to the picture
  waiting = $state(false)
  last = "" // the key that was moved last
  model: Model

  private readonly newest = new Newest<Asked, Decoded<Page>>(
    (asked) => api.whatif(asked.question),
    (page, asked) => this.show(page, asked),
    (error, asked) => this.refuse(error, asked),
  )

  constructor(model: Model, route: Route) {
    this.model = $state.raw(model)
    this.strategy = route.strategy || model.strategy
    this.paths = route.paths
    this.plan = route.plan
    for (const set of route.set) {
      const [key = "", text = ""] = set.split(/=(.*)/s)
      const quantity = this.quantity(key)
      const number = quantity ? numberOf(quantity, text) : null
      if (number === null) {
        this.others.push(set)
        continue
      }
      this.numbers[key] = number
      this.pins.push(key)
    }
    for (const key of route.pins) if (this.quantity(key) && !this.pins.includes(key)) this.pins.push(key)
    if (this.pins.length === 0) this.pins = suggested(model.quantities)
  }

  quantity(key: string): Quantity | undefined {
    return this.model.quantities.find((quantity) => quantity.key === key)
  }

  readonly set = $derived.by(() => [
    ...this.others,
    ...Object.entries(this.numbers).flatMap(([key, number]) => {
      const quantity = this.quantity(key)
      return quantity && number !== quantity.number ? [`${key}=${valueText(quantity, number)}`] : []
    }),
  ])

  question(set: string[] = this.set): Question {
    // A plan brings its own strategy.
    return { set: [...set], strategy: this.plan > 0 ? "" : this.strategy, paths: this.paths, plan: this.plan }
  }

  // A slider moved: the same futures with other values.
  move(key: string, number: number): void {
    this.last = key
    this.numbers[key] = number
    this.ask()
  }

  forget(): void {
    this.newest.forget()
  }

  // Another strategy, plan, number of futures or model: what was written has another answer too.
  restart(): void {
    this.newest.forget()
    this.before = null
    this.ask()
  }

  ask(): void {
    this.waiting = true
    const since = performance.now()
    if (this.before === null && this.set.length > 0) {
      const question = this.question([])
      void api.whatif(question).then(
        (page) => { if (same(question, this.question([]))) this.before = page },
        () => {}, // The question itself is refused for the same reason, and says so.
      )
    }
    this.newest.put({ question: this.question(), since })
  }

  private async show(page: Decoded<Page>, { question, since }: Asked): Promise<void> {
    this.now = page
    if (question.set.length === 0) this.before = page
    this.refused = []
    await tick()
    await painted()
    this.milliseconds = performance.now() - since
    this.settle(question)
  }

  private refuse(error: unknown, { question }: Asked): void {
    this.settle(question)
    // Too many questions at once, of other pages: again in a moment, unless a newer one waits.
    if (error instanceof Refused && (error.status === 409 || error.status === 429)) {
      setTimeout(() => { if (same(question, this.question())) this.ask() }, 300)
      return
    }
    this.refused = reasons(error)
  }

  private settle(question: Question): void {
    if (same(question, this.question())) this.waiting = false
  }

  // Those of a slider: that name it, or name nothing while it was moved last.
  refusedFor(key: string): Diagnostic[] {
    return this.refused.filter((d) => (this.named(d) ?? this.last) === key)
  }

  readonly refusedElsewhere = $derived(
    this.refused.filter((d) => !this.pins.includes(this.named(d) ?? this.last)),
  )

  private named(d: Diagnostic): string | undefined {
    return this.pins.find((pin) => d.key === pin || d.file.includes(pin) || d.what.includes(pin))
  }
}

const same = (a: Question, b: Question) => JSON.stringify(a) === JSON.stringify(b)

// After the frame that shows it. A page that is not seen draws none, and must not wait for one.
const painted = () =>
  new Promise<void>((done) => {
    if (document.hidden) return done()
    requestAnimationFrame(() => setTimeout(done))
  })

// To begin with: one of each kind that people ask of first, of what is signed before what is not.
function suggested(quantities: Quantity[]): string[] {
  const parts = ["agreements.", "workloads.", "parties.", ""]
  const kinds = ["price", "share", "growth", "discount", "cash"]
  const found = kinds.flatMap((kind) => {
    const alike = quantities.filter((quantity) => quantity.key.endsWith(`.${kind}`))
    const part = parts.find((each) => alike.some((quantity) => quantity.key.startsWith(each))) ?? ""
    return alike.find((quantity) => quantity.key.startsWith(part))?.key ?? []
  })
  return found.length > 0 ? found : quantities.slice(0, kinds.length).map((quantity) => quantity.key)
}
