// What the live views say, in both languages.
import type { Job, Text } from "../generated/page"
import { say } from "../lib/i18n"
import { settings } from "../lib/settings.svelte"

export { say }

const t = (en: string, ko: string): Text => ({ en, ko })

export const words = {
  // around
  views: t("Views", "화면"),
  whatif: t("What if", "가정 분석"),
  model: t("Model", "모델"),
  jobs: t("Plan & studies", "계획·분석"),
  runs: t("Runs", "실행 기록"),
  skip: t("Skip to the content", "본문으로 건너뛰기"),
  lost: t("The program does not answer; trying again…", "프로그램이 응답하지 않습니다. 다시 연결하는 중…"),
  outside: t("The model's files have changed on disk and were read again.", "디스크의 모델 파일이 바뀌어 다시 읽었습니다."),
  wrongModel: t("The model has errors: the numbers are those of the last right one.", "모델에 오류가 있습니다. 아래 수치는 오류가 없던 마지막 모델의 것입니다."),
  seeModel: t("See the model", "모델 보기"),
  close: t("Close", "닫기"),
  loading: t("Reading…", "읽는 중…"),
  unsaved: t("not saved", "저장 안 됨"),
  // session
  openTitle: t("This page is opened by the program", "이 페이지는 프로그램이 열어 줍니다"),
  openHow: t("Start it again in a terminal and open the address that it prints, with all that follows the #:", "터미널에서 아래 명령을 실행하고, 출력된 주소를 # 뒤까지 그대로 여십시오."),
  openWhy: t("The address has a key in it, so that no other page and no other user of this computer sees the model.", "주소에 일회용 열쇠가 들어 있어 다른 웹페이지나 이 컴퓨터의 다른 사용자는 모델을 볼 수 없습니다."),
  // what-if
  levers: t("Change a value", "값 바꾸기"),
  searchQuantity: t("Search the model's quantities", "모델의 수치 검색"),
  allGroups: t("all groups", "전체"),
  group: t("Group", "분류"),
  found: t("found", "개 찾음"),
  nothingFound: t("No quantity has these words.", "일치하는 수치가 없습니다."),
  add: t("Add a slider for", "슬라이더 추가:"),
  remove: t("Remove the slider of", "슬라이더 빼기:"),
  reset: t("As written", "원래 값"),
  resetAll: t("All as written", "모두 원래 값으로"),
  written: t("written", "모델 값"),
  valueOf: t("Value of", "값:"),
  others: t("Other values that are changed", "그 밖에 바꾼 값"),
  removeOther: t("As written again:", "원래 값으로:"),
  noSliders: t("Search a quantity and add it: a price, a date's growth, a share, a limit.", "가격, 성장률, 비율, 한도 등을 검색해 슬라이더로 추가하십시오."),
  strategy: t("Strategy", "전략"),
  asSigned: t("as signed", "기존 계약"),
  paths: t("Futures", "미래(경로) 수"),
  plan: t("Stored plan", "저장된 계획"),
  noPlan: t("none", "없음"),
  figures: t("Key figures", "핵심 지표"),
  figure: t("Figure", "지표"),
  before: t("As written", "모델 값 기준"),
  now: t("Now", "현재"),
  commandLine: t("The same on the command line", "같은 결과를 내는 명령"),
  keep: t("Keep as a run", "실행 기록으로 저장"),
  kept: t("Started as a job.", "작업으로 시작했습니다."),
  computing: t("computing…", "계산 중…"),
  answered: t("answered in", "응답 시간"),
  // model
  files: t("Files of the model", "모델 파일"),
  editor: t("Text of", "파일 내용:"),
  save: t("Save", "저장"),
  saved: t("Saved.", "저장했습니다."),
  discard: t("Discard the changes", "변경 취소"),
  noErrors: t("No mistakes found.", "오류가 없습니다."),
  checking: t("checking…", "검사 중…"),
  errorsHere: t("Diagnostics", "진단"),
  refused: t("Not saved: the model would have errors.", "저장하지 않았습니다. 모델에 오류가 생깁니다."),
  conflict: t("Not saved: a file has changed on disk since it was read here.", "저장하지 않았습니다. 여기서 읽은 뒤 디스크의 파일이 바뀌었습니다."),
  takeDisk: t("Read it again and lose the edits here", "디스크에서 다시 읽기(여기서 고친 내용은 사라짐)"),
  expected: t("expected", "허용"),
  error: t("error", "오류"),
  warning: t("warning", "주의"),
  line: t("line", "행"),
  inNumbers: t("The model in tables", "표로 본 모델"),
  // jobs
  newJob: t("New job", "새 작업"),
  command: t("What to do", "명령"),
  options: t("Options", "옵션"),
  usual: t("usual", "기본값"),
  perLine: t("one on each line", "한 줄에 하나씩"),
  start: t("Start", "시작"),
  cancel: t("Cancel", "중지"),
  cancelling: t("stopping…", "중지하는 중…"),
  noJobs: t("Nothing was started from this page yet.", "이 페이지에서 시작한 작업이 아직 없습니다."),
  started: t("Jobs", "작업"),
  left: t("left", "남음"),
  openRun: t("Open run", "실행 기록 열기:"),
  output: t("What it said", "출력 메시지"),
  boundsTitle: t("Value and bound", "계획 가치와 한계"),
  boundsNote: t("The plan is proven where the two meet.", "두 선이 만나면 최적성이 증명됩니다."),
  iteration: t("Iteration", "반복 횟수"),
  value: t("Value of the best plan", "최선 계획의 가치"),
  bound: t("Bound: no plan is better", "한계: 이보다 나은 계획은 없음"),
  gap: t("Gap", "격차"),
  phase: t("Phase", "단계"),
  seconds: t("Seconds", "경과 시간(초)"),
  // runs
  run: t("Run", "실행"),
  study: t("Command", "명령"),
  title: t("Model", "모델"),
  set: t("Changed", "바꾼 값"),
  state: t("State", "상태"),
  when: t("Started", "시작"),
  seed: t("Seed", "난수 시드"),
  choose: t("Compare run", "비교 대상 실행"),
  compare: t("Compare", "비교"),
  compareHow: t("Choose two or three runs to compare them side by side.", "실행을 두세 개 고르면 나란히 비교합니다."),
  partsToo: t("Plans that studies made on their way too", "분석 도중에 세운 계획도 표시"),
  noRuns: t("No run is kept yet.", "저장된 실행이 없습니다."),
  noSuchRun: t("There is no such run.", "그런 실행 기록이 없습니다."),
  downloads: t("Download", "내려받기"),
  reportFile: t("Report (HTML)", "보고서(HTML)"),
  workbook: t("Workbook (Excel)", "통합 문서(Excel)"),
  csv: t("Table (CSV)", "표(CSV)"),
  notInRun: t("Not in this run.", "이 실행에는 없습니다."),
  backToRuns: t("All runs", "전체 실행 기록"),
  whatifFrom: t("What if, from here", "이 조건에서 가정 분석"),
} satisfies Record<string, Text>

const states: Record<Job["state"], Text> = {
  waiting: t("waiting", "대기 중"),
  running: t("running", "실행 중"),
  done: t("done", "완료"),
  unproven: t("done, not proven: the best that was found is kept", "완료, 최적성은 증명되지 않음: 찾은 최선의 결과를 보관함"),
  infeasible: t("infeasible: no plan keeps every limit", "실행 불가능: 모든 한도를 지키는 계획이 없음"),
  stopped: t("stopped: what was reached is kept", "중지됨: 그때까지의 결과를 보관함"),
  failed: t("failed", "실패"),
}

export const stateOf = (job: Job): string => say(states[job.state])

// States of kept runs are words of the results file: how a plan's search ended.
const runStates: Record<string, Text> = {
  proven: t("proven", "증명됨"),
  claimed: t("not proven: closed by the solver's claim alone", "증명되지 않음: 솔버의 주장으로만 좁혀짐"),
  iterations: t("not proven: limit of iterations", "증명되지 않음: 반복 한도"),
  time: t("not proven: limit of time", "증명되지 않음: 시간 한도"),
  stopped: t("stopped, not proven", "중단됨, 증명되지 않음"),
  stalled: t("not proven: no step improved it", "증명되지 않음: 더 나아지지 않음"),
  unproven: t("not proven", "증명되지 않음"),
}

export const runState = (state: string): string => {
  const known = runStates[state]
  return known ? say(known) : state
}

export function timeLeft(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds))
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60]
  if (settings.language === "ko") return (minutes ? `${minutes}분 ` : "") + `${rest}초 남음`
  return (minutes ? `${minutes} min ` : "") + `${rest} s left`
}
