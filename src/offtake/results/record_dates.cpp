// What is signed and what may be, with dates as numbers.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "offtake/results/columns.h"
#include "offtake/results/record_model.h"

namespace offtake {
namespace {

constexpr std::int64_t kDrawn = 4096;  // futures: a quantile is within 1.5 % of its rank
constexpr double kLow = 0.10, kHigh = 0.90;

// Of a driver's delay: months, sorted by path.
using Delays = std::map<DriverId, std::vector<double>>;

Delays draw_delays(const Model& model, const FuturesOptions& drawn) {
  Delays out;
  for (const Agreement& a : model.agreements) {
    const Delivery* d = a.delivery();
    if (d && d->delay.valid()) out[d->delay];
  }
  const Result<Futures> futures = Futures::make(model, drawn);
  if (!futures || out.empty()) return {};
  FuturesBlock block;
  for (std::int64_t first = 0; first < kDrawn; first += kLanes) {
    futures->draw(first, block);
    for (auto& [driver, months] : out) {
      months.insert(months.end(), block.at(driver, 0), block.at(driver, 0) + kLanes);
    }
  }
  for (auto& [driver, months] : out) std::sort(months.begin(), months.end());
  return out;
}

double quantile(const std::vector<double>& sorted, double p) {
  return sorted[std::size_t(p * double(sorted.size() - 1))];
}

Cell date(double month) { return std::abs(month) < 1e6 ? Cell(month) : Cell(); }

struct Row {
  const Agreement& agreement;
  const char* state;
  double signed_month = 0.0, mw = 0.0;
};

std::vector<Cell> cells_of(const Model& model, const Row& row, const Delays& delays) {
  const Agreement& a = row.agreement;
  const Delivery* d = a.delivery();
  const double at = row.signed_month;
  Cell first, full, end, low, high, expand, extend, leave;
  if (d) {
    first = date(at + d->ramp.first());
    full = date(at + d->ramp.full());
    end = date(at + d->ramp.first() + d->term_months);
    if (const auto drawn = delays.find(d->delay); drawn != delays.end()) {
      low = date(at + d->ramp.first() + quantile(drawn->second, kLow));
      high = date(at + d->ramp.first() + quantile(drawn->second, kHigh));
    }
    if (const auto* capacity = std::get_if<CapacityTerms>(&a.terms)) {
      const double until = at + d->ramp.first() + d->term_months;
      if (capacity->expansion) expand = date(at + capacity->expansion->until_months);
      if (capacity->extension) extend = date(until - capacity->extension->notice_months);
      if (capacity->exit) leave = date(at + capacity->exit->from_months);
    }
  } else if (const auto* investment = std::get_if<InvestmentTerms>(&a.terms)) {
    first = date(at + investment->first_months);
    full = end = date(at + investment->full_months);
  } else {
    first = full = date(a.from_month);
    end = date(a.until_month);
  }
  const bool open = a.is_offer && row.mw <= 0.0;
  return row_of(a.name, a.label, model.at(a.second).name, kind_text(a.kind), std::string(row.state),
                d ? Cell(open ? a.most_mw : row.mw) : Cell(), date(open ? a.from_month : at),
                open ? date(a.until_month) : Cell(), first, full, end, low, high, expand, extend,
                leave);
}

// Of a plan that decides by what is known: the most over its cells.
double most_mw(const Signing& s) {
  return s.mw_by_cell.empty() ? s.mw : *std::max_element(s.mw_by_cell.begin(), s.mw_by_cell.end());
}

std::vector<Row> rows_of(const Model& model, const Plan& plan) {
  std::vector<Row> rows;
  for (const Agreement& a : model.agreements) {
    if (a.is_offer) continue;
    const bool by_period = !a.delivery() && !std::holds_alternative<InvestmentTerms>(a.terms);
    rows.push_back({a, "signed", by_period ? a.from_month : a.signed_month,
                    a.delivery() ? a.delivery()->capacity_mw : 0.0});
  }
  std::vector<AgreementId> taken;
  for (const Signing& s : plan.signings) {
    if (s.exercise != Exercise::none || most_mw(s) <= 0.0) continue;
    taken.push_back(s.offer);
    rows.push_back({model.at(s.offer), s.epoch >= 0 ? "planned" : "signed", s.month, most_mw(s)});
  }
  for (std::size_t i = 0; i < model.agreements.size(); ++i) {
    const Agreement& a = model.agreements[i];
    if (!a.is_offer || a.until_month < a.from_month) continue;
    if (std::count(taken.begin(), taken.end(), AgreementId{i}) > 0) continue;
    rows.push_back({a, "offer", a.from_month, 0.0});
  }
  return rows;
}

}  // namespace

Table dates_table(const Model& model, const Plan& plan, const FuturesOptions& drawn) {
  Table table{"dates", "Agreements and offers in time", "계약과 제안의 일정", {}, {}, ""};
  table.columns = {text_column("agreement", "Agreement or offer", "계약 또는 제안"),
                   text_column("label", "What it is", "내용"),
                   text_column("party", "With", "상대"),
                   word_column("kind", "Kind", "종류", kind_words()),
                   word_column("state", "State", "상태",
                               {{"signed", "체결"}, {"planned", "계획"}, {"offer", "제안"}}),
                   quantity_column("capacity_mw", "Capacity", "용량", dim::power),
                   date_column("signed_month", "Signed, or\nopen from", "체결 또는\n가능 시작"),
                   date_column("window_end_month", "Open\nuntil", "가능\n끝"),
                   date_column("first_month", "First\ndelivery", "첫 인도"),
                   date_column("full_month", "Full", "전량"),
                   date_column("end_month", "End", "끝"),
                   date_column("late_low_month", "First, one\nin ten earlier", "첫 인도\n하위 10%"),
                   date_column("late_high_month", "First, one\nin ten later", "첫 인도\n상위 10%"),
                   date_column("expand_until_month", "Expand\nuntil", "증설\n기한"),
                   date_column("extend_notice_month", "Extension told\nuntil", "연장\n통지 기한"),
                   date_column("exit_from_month", "Exit told\nfrom", "해지 통지\n시작")};
  const Delays delays = draw_delays(model, drawn);
  for (const Row& row : rows_of(model, plan)) {
    table.rows.push_back(cells_of(model, row, delays));
  }
  table.note =
      "Offers as if signed as early as can be and at their most; what is planned at the most of "
      "its "
      "cases.";
  table.note_ko =
      "제안은 가장 이르게, 최대로 체결한 것으로 봅니다. 계획한 것은 경우 가운데 가장 큰 양입니다.";
  return table;
}

}  // namespace offtake
