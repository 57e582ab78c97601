// Colours by what they mean, for light and dark, each at least 3 to 1 against the paper. The hues are
// those of Okabe and Ito, which eyes that see no red or no green tell apart, some of them darker;
// series differ in dash, pattern or shape besides.
import type { Tone } from "../generated/page"

export interface Palette {
  tones: Record<Tone, string>
  series: string[]
  ink: string
  quiet: string
  line: string
  paper: string
  raised: string
  scale: string[]  // small to large
  diverging: string[]  // negative, none, positive
}

export const LIGHT: Palette = {
  tones: {
    plain: "#33658a",
    accent: "#0b61a4",
    demand: "#1c2430",
    supply: "#3d93cf",
    served: "#0a8f6b",
    shortage: "#d1490c",
    stranded: "#b88300",
    good: "#0a8f6b",
    bad: "#d1490c",
    muted: "#7f8997",
  },
  series: ["#0072b2", "#bf8200", "#009e73", "#bf6898", "#3d97cf", "#d55e00", "#7b5ea7", "#8a8d2f", "#5b6470"],
  ink: "#1c2430",
  quiet: "#566173",
  line: "#dfe3e8",
  paper: "#ffffff",
  raised: "#ffffff",
  scale: ["#f1f5f9", "#c5dbed", "#7fb3d8", "#3a83b9", "#10527f", "#08304e"],
  diverging: ["#b3470c", "#eba46f", "#f4f1ec", "#7fb3d8", "#10527f"],
}

export const DARK: Palette = {
  tones: {
    plain: "#86b6d9",
    accent: "#6bb5f0",
    demand: "#eef1f5",
    supply: "#4a90c4",
    served: "#35bf95",
    shortage: "#f0763b",
    stranded: "#ecb93e",
    good: "#35bf95",
    bad: "#f0763b",
    muted: "#7d8897",
  },
  series: ["#4aa3df", "#e9ae2c", "#2bb88d", "#d992bb", "#8fcff2", "#ec7a36", "#a48bcf", "#b8bb55", "#98a2af"],
  ink: "#e6eaf0",
  quiet: "#a3adbb",
  line: "#323b47",
  paper: "#171c23",
  raised: "#222933",
  scale: ["#1d2630", "#1d4260", "#1f6694", "#4793c8", "#8cc4ea", "#d8edfb"],
  diverging: ["#f0763b", "#8c4a2b", "#232b35", "#2a6c9c", "#8cc4ea"],
}

export const DASHES: (number[] | "solid")[] = ["solid", [7, 4], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4]]

// Fine patterns over the areas and bars that stand on each other.
const PATTERNS = [
  null,
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 6], rotation: -Math.PI / 4 },
  { symbol: "circle", dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0], symbolSize: 0.45 },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 6], rotation: Math.PI / 4 },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 5], rotation: 0 },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 5], rotation: Math.PI / 2 },
]

export function decal(index: number, palette: Palette) {
  const pattern = PATTERNS[index % PATTERNS.length]
  return pattern ? { ...pattern, color: palette === DARK ? "rgba(0,0,0,.38)" : "rgba(255,255,255,.5)" } : undefined
}

export const SHAPES = ["circle", "diamond", "triangle", "rect", "pin", "arrow"]
