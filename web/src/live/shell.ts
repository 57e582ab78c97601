// A command line as it can be typed into a POSIX shell.
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

export const commandLine = (words: string[]): string => words.map(quoted).join(" ")
