// What the reader chose to look at: a party, a strategy. One choice for all panels of a page that
// have it, kept behind the place in the address: #money?show.party=microsoft
const PREFIX = "show."

function parts(hash: string): [place: string, query: URLSearchParams] {
  const [place = "", query = ""] = hash.split(/\?(.*)/s)
  return [place, new URLSearchParams(query)]
}

// The place in an address alone: "money" of "#money?show.party=microsoft".
export function placeOf(hash: string): string {
  const place = parts(hash)[0].slice(1)
  try {
    return decodeURIComponent(place)
  } catch {
    return place // no address of ours
  }
}

export class Choices {
  chosen: Record<string, string> = $state({})

  read(hash: string): void {
    for (const [key, value] of parts(hash)[1]) {
      if (key.startsWith(PREFIX)) this.chosen[key.slice(PREFIX.length)] = value
    }
  }

  // This address with what is chosen now.
  inAddress(hash: string): string {
    const [place, query] = parts(hash)
    for (const key of [...query.keys()]) if (key.startsWith(PREFIX)) query.delete(key)
    for (const [key, value] of Object.entries(this.chosen)) query.set(PREFIX + key, value)
    const text = query.toString()
    return text ? `${place || "#"}?${text}` : place
  }

  // The address follows, calmly where one moves through a list: a browser refuses too many changes.
  choose(key: string, value: string): void {
    this.chosen[key] = value
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.keep(), 200)
  }

  keep(): void {
    const address = this.inAddress(location.hash)
    if (address !== location.hash) history.replaceState(history.state, "", address)
  }

  private timer: ReturnType<typeof setTimeout> | undefined
}

export const choices = new Choices()
