// Where the reader is, in the address: #/model?file=offers.yaml, #/whatif?set=KEY=VALUE&strategy=S,
// #/runs, #/run/3, #/compare?runs=2,3, #/jobs. A link opens the same again.
export interface Route {
  view: "whatif" | "model" | "jobs" | "runs" | "run" | "compare"
  run: number
  runs: number[]
  file: string
  set: string[]
  pins: string[] // quantities with a slider that are as written
  strategy: string
  paths: number
  plan: number
}

export const kPaths = 2000

const views = ["whatif", "model", "jobs", "runs", "run", "compare"] as const

export function readRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s)
  const [name, run] = path.split("/")
  const query = new URLSearchParams(search)
  const whole = (text: string | null | undefined, otherwise: number) =>
    /^[1-9]\d{0,8}$/.test(text ?? "") ? Number(text) : otherwise
  return {
    view: views.find((view) => view === name) ?? "whatif",
    run: whole(run, 0),
    runs: [...new Set((query.get("runs") ?? "").split(",").map((text) => whole(text, 0)))].filter((run) => run > 0),
    file: query.get("file") ?? "",
    set: query.getAll("set"),
    pins: query.getAll("pin"),
    strategy: query.get("strategy") ?? "",
    paths: whole(query.get("paths"), kPaths),
    plan: whole(query.get("plan"), 0),
  }
}

export function whatifLink(route: Pick<Route, "set" | "pins" | "strategy" | "paths" | "plan">): string {
  const query = new URLSearchParams()
  for (const set of route.set) query.append("set", set)
  for (const pin of route.pins) query.append("pin", pin)
  if (route.strategy) query.set("strategy", route.strategy)
  if (route.paths !== kPaths) query.set("paths", String(route.paths))
  if (route.plan > 0) query.set("plan", String(route.plan))
  const search = query.toString()
  return search ? `#/whatif?${search}` : "#/whatif"
}
