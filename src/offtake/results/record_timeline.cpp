// What is signed and what may be, in time: as a table and as a chart of text.
#include <algorithm>
#include <cmath>
#include <limits>

#include "offtake/base/date.h"
#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_model.h"

namespace offtake {
namespace {

constexpr int kCellsPerYear = 4;
constexpr double kMonthsPerCell = 12.0 / kCellsPerYear;
constexpr double kLongestMonths = 30.0 * 12.0;  // of the chart

// The dates of one thing when it is signed at `month`.
Stretch stretch_of(const Model& model, const Agreement& a, double month, double mw) {
  Stretch s;
  s.name = a.name;
  s.kind = kind_text(a.kind);
  s.money_usd = contracted_usd(model, a, month, mw);
  s.signed_month = month;
  if (const Delivery* d = a.delivery()) {
    s.mw = mw;
    s.first = month + d->ramp.first();
    s.full = month + d->ramp.full();
    s.end = s.first + d->term_months;
  } else if (const auto* investment = std::get_if<InvestmentTerms>(&a.terms)) {
    s.first = month + investment->first_months;
    s.full = s.end = month + investment->full_months;
  } else {
    s.signed_month = s.first = s.full = a.from_month;
    s.end = a.until_month;
  }
  return s;
}

void set_window(const Agreement& offer, Stretch& s) {
  const std::string from = date_text(offer.from_month), until = last_month_text(offer.until_month);
  s.when = from + " to " + until;
  s.when_ko = from + "~" + until;
}

void set_state(const Agreement& signed_one, Stretch& s) {
  const bool firm = signed_one.binding == Binding::firm;
  s.state = firm ? "signed" : binding_text(signed_one);
  s.state_ko = firm ? "체결" : binding_text(signed_one, Language::ko);
}

// An investment ends when it is paid in full.
std::string end_text(const Stretch& s) {
  return s.end > s.full ? last_month_text(s.end) : date_text(s.end);
}

const char* mark_at(const Stretch& s, double month) {
  if (month >= s.end || month + kMonthsPerCell <= s.signed_month) return " ";
  if (!s.is_signed) return "·";
  if (month + kMonthsPerCell <= s.first) return "░";
  return month + kMonthsPerCell / 2 < s.full ? "▒" : "█";
}

}  // namespace

std::vector<Stretch> timeline(const Model& model, const Plan& plan) {
  std::vector<Stretch> out;
  for (const Agreement& a : model.agreements) {
    if (a.is_offer) continue;
    const Delivery* d = a.delivery();
    Stretch s = stretch_of(model, a, a.signed_month, d ? d->capacity_mw : 0.0);
    s.is_signed = true;
    set_state(a, s);
    s.when = date_text(s.signed_month);
    out.push_back(std::move(s));
  }
  for (const Signing& signing : plan.signings) {
    const Agreement& a = model.at(signing.offer);
    Stretch s = stretch_of(model, a, signing.month, a.delivery() ? signing.mw : 0.0);
    s.is_signed = true;
    set_state(a, s);
    s.when = date_text(signing.month);
    out.push_back(std::move(s));
  }
  for (std::size_t i = 0; i < model.agreements.size(); ++i) {
    const Agreement& a = model.agreements[i];
    const bool taken = std::any_of(plan.signings.begin(), plan.signings.end(),
                                   [&](const Signing& s) { return s.offer == AgreementId{i}; });
    if (!a.is_offer || a.until_month < a.from_month || taken) continue;
    Stretch s = stretch_of(model, a, a.from_month, a.most_mw);
    s.state = "offer";
    s.state_ko = "제안";
    set_window(a, s);
    out.push_back(std::move(s));
  }
  return out;
}

Table timeline_table(const std::vector<Stretch>& stretches) {
  Table table{"timeline", "Timeline", "일정", {}, {}, ""};
  table.columns = {text_column("agreement", "Agreement or offer", "계약 또는 제안"),
                   word_column("kind", "Kind", "종류", kind_words()),
                   text_column("state", "State", "상태"),
                   text_column("when", "Signed or window", "체결 또는 기간"),
                   quantity_column("capacity_mw", "Capacity", "용량", dim::power),
                   text_column("first", "First\ndelivery", "첫 인도"),
                   text_column("full", "Full", "전량"),
                   text_column("end", "End", "끝"),
                   quantity_column("money_usd", "Money", "금액", dim::money)};
  for (const Stretch& s : stretches) {
    auto& c = table.columns;
    table.rows.push_back(row_of(s.name, s.kind, say_in(c[2], s.state, s.state_ko),
                                say_in(c[3], s.when, s.when_ko.empty() ? s.when : s.when_ko),
                                s.mw > 0.0 ? Cell(s.mw) : Cell(), date_text(s.first),
                                date_text(s.full), end_text(s), s.money_usd));
  }
  if (std::all_of(stretches.begin(), stretches.end(), [](auto& s) { return s.is_signed; })) {
    return table;
  }
  table.note = "offers as if signed as early as can be and at their most";
  table.note_ko = "제안은 가장 이르게, 최대로 체결된 것으로 가정";
  return table;
}

std::string timeline_text(const std::vector<Stretch>& stretches, const Clock& clock,
                          Language language) {
  double end = clock.end();
  int name_width = 0;
  for (const Stretch& s : stretches) {
    if (s.end < clock.start_month + kLongestMonths) end = std::max(end, s.end);
    name_width = std::max(name_width, display_width(escape_controls(s.name)));
  }
  const int first_year = static_cast<int>(std::floor(clock.start_month / 12.0));
  const int years =
      static_cast<int>(std::ceil(std::min(end - first_year * 12.0, kLongestMonths) / 12.0));
  const auto padded = [&](const std::string& text) {
    return text + std::string(static_cast<std::size_t>(name_width - display_width(text)), ' ');
  };
  std::string out = padded("") + "  ";
  for (int y = 0; y < years; ++y) {
    out += fmt::format("'{:02} ", (1970 + first_year + y) % 100);
  }
  out += "\n";
  for (const Stretch& s : stretches) {
    std::string line = padded(escape_controls(s.name)) + "  ";
    for (int cell = 0; cell < years * kCellsPerYear; ++cell) {
      line += mark_at(s, first_year * 12.0 + cell * kMonthsPerCell);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out + (language == Language::ko ? "░ 체결됨  ▒ 인도 증가  █ 전량  · 제안\n"
                                         : "░ signed  ▒ delivery rises  █ in full  · offer\n");
}

}  // namespace offtake
