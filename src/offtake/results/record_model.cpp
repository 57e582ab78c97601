// Parties, workloads, strategies.
#include "offtake/results/record_model.h"

#include <cmath>

#include "offtake/base/text.h"
#include "offtake/modelfile/written.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

template <class Ids>
std::string names_of(const Model& model, const Ids& ids) {
  std::vector<std::string> names;
  for (const auto id : ids) names.push_back(model.at(id).name);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string rate_text(Column& column, const Series& usd_per_h100e_month, double month) {
  if (!usd_per_h100e_month.given()) return "";
  return quantity_in(column, base_value(usd_per_h100e_month, month), dim::money_per_compute_time);
}

std::string signing_text(const Model& model, const Plan& plan, Language language) {
  if (plan.signings.empty()) return "";
  // Chips, power and shells are never added to each other, nor to what holds all of them.
  constexpr const char* kWhat[] = {"", " chips", " power", " shells"};
  constexpr const char* kWhatKo[] = {"", " 칩", " 전력", " 건물"};
  double mw[4] = {};
  for (const Signing& s : plan.signings) {
    const Agreement& a = model.at(s.offer);
    if (!a.delivery()) continue;
    const bool shell = a.kind == AgreementKind::build && !a.delivery()->accelerator.valid();
    const int what = a.kind == AgreementKind::supply ? 1 : a.kind == AgreementKind::power ? 2 : 0;
    mw[shell ? 3 : what] += s.mw;
  }
  std::vector<std::string> parts;
  for (int i = 0; i < 4; ++i) {
    if (mw[i] <= 0.0) continue;
    const char* what = language == Language::ko ? kWhatKo[i] : kWhat[i];
    parts.push_back(format_quantity(mw[i], dim::power) + what);
  }
  if (parts.empty()) parts.push_back(format_quantity(0.0, dim::power));
  return fmt::format(fmt::runtime(language == Language::ko ? "{}건 ({})" : "{} ({})"),
                     plan.signings.size(), fmt::join(parts, ", "));
}

}  // namespace

Table model_parties_table(const Model& model) {
  Table table{"parties", "Parties", "당사자", {}, {}, ""};
  table.columns = {text_column("party", "Party", "당사자"),
                   text_column("label", "Label", "이름"),
                   text_column("jurisdiction", "Where", "관할"),
                   text_column("credit", "Credit", "신용"),
                   share_column("discount_per_year", "Discount", "할인율"),
                   quantity_column("cash_usd", "Cash", "현금", dim::money),
                   quantity_column("minimum_cash_usd", "Minimum\ncash", "최소\n현금", dim::money),
                   share_column("emergency_premium_share", "Emergency\npremium", "긴급조달\n할증"),
                   text_column("default", "Default", "부도")};
  for (std::size_t i = 1; i < model.parties.size(); ++i) {
    const Party& p = model.parties[i];
    table.rows.push_back(row_of(
        p.name, p.label, p.jurisdiction, p.credit, discount_of(model, PartyId{i}), p.cash_usd,
        p.minimum_cash_usd, p.emergency_funding ? Cell(p.emergency_premium) : Cell(),
        p.default_event.valid() ? model.at(p.default_event).name : std::string()));
  }
  table.note = "the planner is " + model.at(model.planner.party).name;
  table.note_ko = "계획자: " + model.at(model.planner.party).name;
  return table;
}

Table model_workloads_table(const Model& model) {
  Table table{"workloads", "Workloads", "작업", {}, {}, ""};
  table.columns = {
      text_column("workload", "Workload", "작업"),
      text_column("party", "Party", "당사자"),
      quantity_column("start_h100e", "At the start", "시작", dim::compute),
      quantity_column("end_h100e", "At the end", "끝", dim::compute),
      word_column("earns", "Earns", "수익", {{"cash", "현금"}, {"worth", "내부 가치"}}),
      text_column("revenue", "Revenue", "매출"),
      text_column("shortage", "When short", "부족 시"),
      text_column("drivers", "Drivers", "불확실 요인")};
  const double start = model.clock.start_month;
  const double end = model.clock.begin_of(model.clock.steps - 1);
  for (const Workload& w : model.workloads) {
    table.rows.push_back(row_of(w.name, model.at(w.party).name, base_value(w.volume_h100e, start),
                                base_value(w.volume_h100e, end),
                                std::string(w.earns_cash ? "cash" : "worth"),
                                rate_text(table.columns[5], w.revenue_usd_per_h100e_month, start),
                                rate_text(table.columns[6], w.shortage_usd_per_h100e_month, start),
                                names_of(model, w.volume_h100e.drivers)));
  }
  table.note = "before drivers; revenue and cost of being short at the start";
  table.note_ko = "불확실 요인 적용 전; 시작 시점의 매출과 부족 비용";
  return table;
}

Table model_strategies_table(const Model& model) {
  Table table{"strategies", "Strategies", "전략", {}, {}, ""};
  table.columns = {text_column("strategy", "Strategy", "전략"),
                   text_column("label", "Label", "이름"),
                   word_column("offers", "Offers", "제안", {{"all", "전부"}}),
                   text_column("drop", "Drops", "제외"),
                   text_column("change", "Changes", "변경"),
                   text_column("sign", "Signs", "체결")};
  for (const Strategy& s : model.strategies) {
    std::vector<AgreementId> changed;
    for (const Strategy::Change& change : s.change) changed.push_back(change.which);
    table.rows.push_back(row_of(s.name, s.label,
                                s.all_offers ? std::string("all") : names_of(model, s.offers),
                                names_of(model, s.drop), names_of(model, changed),
                                say_in(table.columns[5], signing_text(model, s.sign, Language::en),
                                       signing_text(model, s.sign, Language::ko))));
  }
  return table;
}

Table assumptions_table(const LoadedModel& loaded) {
  Table table{"assumptions", "Assumptions", "가정", {}, {}, ""};
  table.columns = {text_column("key", "Key", "항목"), text_column("value", "Value", "값"),
                   text_column("source", "Where the figure comes from", "출처"),
                   text_column("place", "File and line", "파일과 줄")};
  for (const WrittenValue& v : written_values(loaded)) {
    table.rows.push_back(
        row_of(v.key, v.text, v.source,
               v.line > 0 ? fmt::format("{}:{}", v.file, v.line) : std::string(v.file)));
  }
  return table;
}

std::vector<Table> model_tables(const LoadedModel& loaded, StrategyId strategy,
                                const Plan& decided) {
  const Model model = under(loaded.model, strategy);
  const Plan plan = signed_under(loaded.model, strategy, decided);
  return {model_parties_table(model),   model_agreements_table(model),
          model_offers_table(model),    model_workloads_table(model),
          model_drivers_table(model),   model_strategies_table(model),
          dates_table(model, plan, {}), assumptions_table(loaded)};
}

}  // namespace offtake
