// What the reader chose: language and colours. Kept where the browser lets a page keep something;
// a file opened from disk may not be allowed to.
export type Language = "en" | "ko"
export type Theme = "auto" | "light" | "dark"

function recall(key: string, store: () => Storage = () => localStorage): string | null {
  try {
    return store().getItem(`offtake.${key}`)
  } catch {
    return null
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(`offtake.${key}`, value)
    sessionStorage.setItem(`offtake.${key}`, value)
  } catch {
    // Not allowed here: the choice holds until the page is closed.
  }
}

function first<T extends string>(kept: string | null, allowed: readonly T[], otherwise: T): T {
  return allowed.find((value) => value === kept) ?? otherwise
}

const dark = matchMedia("(prefers-color-scheme: dark)")
const print = matchMedia("print")

class Settings {
  language: Language = $state(
    first(recall("language"), ["en", "ko"], navigator.language.startsWith("ko") ? "ko" : "en"),
  )
  theme: Theme = $state(first(recall("theme"), ["auto", "light", "dark"], "auto"))
  printing = $state(print.matches)
  private prefersDark = $state(dark.matches)
  // Paper is white.
  readonly dark = $derived(!this.printing && (this.theme === "auto" ? this.prefersDark : this.theme === "dark"))

  constructor() {
    dark.addEventListener("change", () => (this.prefersDark = dark.matches))
  }

  // A page may say in which language it is shown first, until its reader says another.
  startIn(language: Language): void {
    if (!recall("language", () => sessionStorage)) this.language = language
  }

  choose(choice: { language?: Language; theme?: Theme }): void {
    if (choice.language) keep("language", (this.language = choice.language))
    if (choice.theme) keep("theme", (this.theme = choice.theme))
  }
}

export const settings = new Settings()
