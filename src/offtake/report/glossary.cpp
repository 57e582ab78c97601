#include "offtake/report/glossary.h"

#include "offtake/report/shown.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

constexpr Word kWords[] = {
    {"party", "당사자", "a company or public body that pays, is paid, decides",
     "지급하고, 지급받고, 결정하는 기업이나 기관"},
    {"planner", "계획자", "the party whose side is taken", "계획을 세우는 쪽의 당사자"},
    {"agreement", "계약", "a contract between parties", "당사자 사이의 계약"},
    {"offer", "제안",
     "an agreement that may still be signed: a window of dates, a least and a most quantity",
     "아직 체결할 수 있는 계약: 체결 기간과 최소·최대 물량이 있음"},
    {"clause", "조항",
     "a part of an agreement with an effect on cash or capacity: ramp, take-or-pay, delay …",
     "현금이나 용량에 영향을 주는 계약의 일부: 증설 일정, 의무 구매, 지연 등"},
    {"source", "공급원",
     "capacity that a party can use: delivered by an agreement or by its own build",
     "당사자가 쓸 수 있는 용량: 계약으로 인도받거나 직접 지은 것"},
    {"workload", "작업", "demand for compute: a series that drivers move",
     "연산 수요: 불확실 요인에 따라 움직이는 시계열"},
    {"accelerator", "가속기", "a chip generation: H100e per MW of IT power, price, date",
     "칩 세대: IT 전력 1 MW당 H100e, 가격, 출시 시점"},
    {"site", "부지", "a place with power, a PUE, a jurisdiction", "전력, PUE, 관할권이 있는 장소"},
    {"resource", "자원", "anything scarce that signing uses up: grid power, build crews, capital",
     "체결하면 소모되는 희소한 것: 계통 전력, 시공 인력, 자본"},
    {"driver", "불확실 요인", "an uncertain quantity: a process, a delay, an event",
     "불확실한 양: 확률 과정, 지연, 사건"},
    {"path", "경로", "one future: one draw of every driver over the whole clock",
     "하나의 미래: 전체 기간에 대한 모든 불확실 요인의 한 표본"},
    {"futures", "미래들", "all the paths", "모든 경로"},
    {"run-off", "잔여기간", "what comes after the clock until the last commitment ends",
     "계획 기간이 끝난 뒤 마지막 약정이 끝날 때까지"},
    {"epoch", "결정 시점", "a date at which the planner decides", "계획자가 결정하는 날짜"},
    {"cell, case", "셀, 경우",
     "what the planner can tell apart at an epoch: demand low, middle, high",
     "결정 시점에 구별할 수 있는 상황: 수요 낮음, 중간, 높음"},
    {"plan", "계획", "what is signed, how much, when and in which case; with its proof",
     "무엇을 얼마나, 언제, 어떤 경우에 체결하는가와 그 증명"},
    {"strategy", "전략", "a named set of what is allowed and required",
     "허용되고 요구되는 것을 묶은 이름"},
    {"run", "실행", "one execution with its inputs, seed and results, kept in the results file",
     "입력, 시드, 결과와 함께 결과 파일에 남는 한 번의 실행"},
    {"in-sample, fresh", "표본 내, 새 미래", "on the futures that were planned on; on others",
     "계획에 쓴 미래에서; 쓰지 않은 미래에서"},
    {"bound, gap", "상계, 격차",
     "what no plan can be worth more than; its distance from the plan's value, relative",
     "어떤 계획의 가치도 넘지 못하는 값; 계획의 가치와의 상대적 거리"},
    {"H100e", "H100e", "the number of H100s that would do the same work",
     "같은 일을 하는 H100의 개수"},
    {"delivered", "인도", "capacity that is there, as a mean over the step",
     "기간 평균으로 실제로 있는 용량"},
    {"used, idle (stranded)", "사용, 유휴(좌초)",
     "delivered capacity that workloads use, and that which stands idle",
     "작업이 쓰는 인도 용량과 놀고 있는 용량"},
    {"demand, served, short", "수요, 충족, 부족", "served + short = demand", "충족 + 부족 = 수요"},
    {"spend", "지출",
     "what the planner pays for compute: fees, prepayments less credits, own capex, opex and power",
     "계획자가 연산에 지급하는 돈: 요금, 선급금(상계 제외), 자체 설비 투자, 운영비, 전력비"},
    {"emergency funding", "긴급 조달",
     "money drawn when cash would fall under the minimum, at a premium",
     "현금이 최소치 아래로 떨어질 때 할증을 내고 조달하는 돈"},
    {"value, NPV", "가치, 순현재가치",
     "discounted sum of what a party earns and pays, with the run-off; financing is not value",
     "당사자가 벌고 지급하는 금액의 할인 합계(잔여기간 포함); 자금 조달은 가치가 아님"},
    {"CVaR", "조건부 VaR", "mean of the worst tail", "최악의 꼬리 구간의 평균"},
    {"cash-flow-at-risk", "현금흐름 위험",
     "expected net cash flow of a year less its 5 % quantile, at least 0",
     "한 해 순현금흐름의 기댓값에서 5% 분위수를 뺀 값(0 이상)"},
    {"HHI", "HHI", "Σ share²: 1 is a single provider, 1/n is n equal ones",
     "Σ 비중²: 1이면 공급자 하나, 1/n이면 같은 크기의 공급자 n개"},
    {"own money, hop", "자기 자금, 단계",
     "the part of a party's revenue that it invested or lent itself; the payments until it is back",
     "당사자의 매출 가운데 스스로 투자하거나 빌려준 돈; 되돌아올 때까지의 지급 횟수"},
    {"walk-away price", "포기 가격",
     "the price above which the best plan signs nothing of an offer",
     "이를 넘으면 최적 계획이 그 제안을 전혀 체결하지 않는 가격"},
    {"shock", "충격", "a named change of the world that a plan is held against",
     "계획을 시험하기 위해 이름 붙인 세계의 변화"},
    {"frontier, knee", "경계선, 무릎",
     "the plans of which none has more of both, return and safety; the one after which safety "
     "becomes dear",
     "수익과 안전 모두에서 더 나은 계획이 없는 계획들; 그 뒤로 안전이 비싸지는 지점"},
};

}  // namespace

std::span<const Word> glossary() { return kWords; }

Section glossary_section() {
  Section section = section_of("glossary", "Words", "용어");
  Table table{"glossary", "What the words mean", "용어의 뜻", {}, {}, ""};
  table.columns = {text_column("word", "Word", "용어"),
                   text_column("word_ko", "In Korean", "한국어"),
                   text_column("meaning", "Meaning", "영어 뜻"),
                   text_column("meaning_ko", "Meaning in Korean", "뜻")};
  for (const Word& w : glossary()) {
    table.rows.push_back(row_of(std::string(w.en) + " · " + w.ko, std::string(w.ko),
                                std::string(w.meaning), std::string(w.meaning_ko)));
  }
  TreeChart tree;
  tree.levels = {"word"};
  tree.leaf = "meaning";
  tree.leaf_ko = "meaning_ko";
  add_panel(section, pick(table, {"word", "meaning", "meaning_ko"}), tree);
  return section;
}

}  // namespace offtake
