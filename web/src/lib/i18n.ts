// The page's own words. What the engine says comes in both languages with the document.
import type { Text } from "../generated/page"
import { oneLine } from "./format"
import { settings } from "./settings.svelte"

const WORDS = {
  skip: { en: "Skip to the report", ko: "본문으로 건너뛰기" },
  contents: { en: "Contents", ko: "목차" },
  language: { en: "Language", ko: "언어" },
  colours: { en: "Colors", ko: "화면 테마" },
  auto: { en: "Auto", ko: "자동" },
  light: { en: "Light", ko: "밝게" },
  dark: { en: "Dark", ko: "어둡게" },
  print: { en: "Print", ko: "인쇄" },
  made: { en: "As of {0}", ko: "{0} 기준" },
  nothingRan: { en: "Nothing has been run yet", ko: "아직 실행한 결과가 없습니다" },
  asTable: { en: "Show as table", ko: "표로 보기" },
  choose: {
    en: "Choose a point in the chart, a row of its table, or from the list to see more here.",
    ko: "차트의 점, 표의 행, 또는 목록에서 선택하면 여기에 세부 내역이 나타납니다.",
  },
  chosen: { en: "Selected: {0}", ko: "선택: {0}" },
  empty: { en: "No rows.", ko: "해당하는 행이 없습니다." },
  more: { en: "Show more rows ({0} of {1} shown)", ko: "행 더 보기 ({1}행 중 {0}행 표시)" },
  cutInPrint: { en: "{0} of {1} rows shown", ko: "{1}행 중 {0}행 표시" },
  missing: { en: "Not studied yet", ko: "아직 분석하지 않은 항목" },
  makes: { en: "made by", ko: "실행할 명령" },
  copy: { en: "Copy", ko: "복사" },
  copied: { en: "Copied", ko: "복사됨" },
  delay: { en: "Range of delay", ko: "지연 범위" },
  atLow: { en: "At the low end", ko: "하한에서" },
  atHigh: { en: "At the high end", ko: "상한에서" },
  base: { en: "Base", ko: "기준" },
  // What a picture says to those who do not see it.
  ariaChart: { en: "{0}. Chart of {1}.", ko: "{0}. 차트: {1}." },
  ariaAcross: { en: "Across {0}: {1} to {2}.", ko: "{0}: {1}부터 {2}까지." },
  ariaRange: { en: "Values from {0} to {1}.", ko: "값의 범위: {0} ~ {1}." },
  ariaRows: { en: "Rows: {0}.", ko: "행 수: {0}." },
  ariaTable: { en: "All values are in the table behind “Show as table”.", ko: "모든 값은 ‘표로 보기’에 있습니다." },
} satisfies Record<string, Text>

export type Word = keyof typeof WORDS

export function word(key: Word, ...values: (string | number)[]): string {
  return WORDS[key][settings.language].replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)]))
}

export function say(text: Text): string {
  return text[settings.language] || text.en
}

export function sayLabel(text: Text): string {
  return oneLine(say(text))
}
