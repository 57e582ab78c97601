#include "offtake/results/record_commit.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/table_json.h"

namespace offtake {
namespace {

double number_at(const Json& json, const char* key) {
  const auto at = json.is_object() ? json.find(key) : json.end();
  if (!json.is_object() || at == json.end() || !at->is_number()) return std::nan("");
  return at->get<double>();
}
std::string text_at(const Json& json, const char* key) {
  const auto at = json.is_object() ? json.find(key) : json.end();
  if (!json.is_object() || at == json.end() || !at->is_string()) return {};
  return at->get<std::string>();
}

Table table_of(const RunRecord& record, const char* key) {
  const auto at = record.tables.find(key);
  return at == record.tables.end() ? Table{} : table_from_json(*at);
}

Table signed_table(const CommitFacts& facts) {
  Table table{"signed", "What was committed", "확정한 체결 내역", {}, {}, ""};
  table.columns = {
      text_column("offer", "Offer", "제안"), text_column("agreement", "Agreement", "계약"),
      text_column("date", "Date", "날짜"), quantity_column("mw", "Capacity", "용량", dim::power)};
  for (std::size_t i = 0; i < facts.what.size(); ++i) {
    const SignedOffer& s = facts.what[i];
    table.rows.push_back(
        row_of(facts.offers[i], facts.names[i], date_name(facts.model.clock, s.month), s.mw));
  }
  return table;
}

// One row for each decision: all of the plan's.
Table planned_table(const Json& document) {
  Table table{"planned", "What the plan decided", "계획의 결정", {}, {}, ""};
  table.columns = {text_column("offer", "Offer", "제안"), text_column("date", "Date", "날짜"),
                   count_column("epoch", "Epoch", "시점"), text_column("cell", "If", "조건"),
                   quantity_column("mw", "Capacity", "용량", dim::power)};
  const auto decisions = document.find("decisions");
  if (decisions == document.end() || !decisions->is_array()) return table;
  for (const Json& d : *decisions) {
    table.rows.push_back(row_of(text_at(d, "offer"), text_at(d, "date"),
                                std::int64_t(number_at(d, "epoch")), text_at(d, "if"),
                                number_at(d, "mw")));
  }
  return table;
}

Table commit_table(const Json& document) {
  Table table{"commit", "The plan that was committed", "확정한 계획", {}, {}, ""};
  table.as_list = true;
  table.columns = {
      quantity_column("value_usd", "Value of the plan", "계획의 가치", dim::money),
      quantity_column("fresh_usd", "Value on fresh futures", "새 미래에서의 가치", dim::money)};
  const auto fresh = document.find("out_of_sample");
  table.rows.push_back(row_of(number_at(document, "value"), fresh == document.end()
                                                                ? std::nan("")
                                                                : number_at(*fresh, "objective")));
  return table;
}

// Sums over the cells, by offer and date, of what is decided after the first date.
void add(std::vector<Planned>& all, const std::string& offer, const std::string& date, double mw) {
  const auto same = std::find_if(
      all.begin(), all.end(), [&](const Planned& p) { return p.offer == offer && p.date == date; });
  if (same == all.end())
    all.push_back({offer, date, mw});
  else
    same->mw += mw;
}

std::vector<Planned> planned_then(const Table& table) {
  std::vector<Planned> sums;
  for (const auto& row : table.rows) {
    if (row.size() < 5) continue;
    const auto* epoch = std::get_if<std::int64_t>(&row[2]);
    const auto* mw = std::get_if<double>(&row[4]);
    const auto* offer = std::get_if<std::string>(&row[0]);
    const auto* date = std::get_if<std::string>(&row[1]);
    if (epoch && mw && offer && date && *epoch > 0) add(sums, *offer, *date, *mw);
  }
  return sums;
}

std::vector<Planned> planned_now(const PlanResult& now) {
  std::vector<Planned> sums;
  for (std::size_t j = 0; j < now.columns.columns.size(); ++j) {
    const Slot& slot = now.columns.slots[std::size_t(now.columns.columns[j].slot)];
    if (slot.epoch == 0 || slot.exercise != Exercise::none || now.method.x[j] <= 1e-6) continue;
    add(sums, now.model.at(slot.offer).name, date_name(now.model.clock, slot.month),
        now.method.x[j]);
  }
  return sums;
}

Table list_table(const SinceCommit& s) {
  Table table{"since_commit", "Since the last commit", "마지막 확정 이후", {}, {}, ""};
  table.as_list = true;
  table.note =
      "Regret: what the best plan now would be worth more if nothing had been committed, "
      "on the same futures.";
  table.note_ko = "후회: 아무것도 확정하지 않았을 때 지금의 최선 계획이 더 얻을 가치 (같은 미래).";
  table.columns = {
      text_column("run", "Run of the commit", "확정 실행"),
      text_column("date", "Committed", "확정 시각"),
      quantity_column("value_then_usd", "Value of the plan then", "당시 계획 가치", dim::money),
      quantity_column("value_usd", "Value of the plan now", "지금 계획 가치", dim::money),
      quantity_column("moved_usd", "Moved by", "변화", dim::money),
      quantity_column("regret_usd", "Regret", "후회", dim::money)};
  table.rows.push_back(row_of(std::to_string(s.run), s.date, s.value_then_usd, s.value_usd,
                              s.value_usd - s.value_then_usd, s.regret_usd.value_or(std::nan(""))));
  return table;
}

Table moved_table(const SinceCommit& s) {
  Table table{"moved", "What is planned for later, then and now", "이후 계획의 변화", {}, {}, ""};
  table.note = "Sums over the cells of a date; what has not moved is left out.";
  table.note_ko = "시점별 모든 조건의 합; 변화 없는 것은 생략.";
  table.columns = {text_column("offer", "Offer", "제안"), text_column("date", "Date", "날짜"),
                   quantity_column("then_mw", "Then", "당시", dim::power),
                   quantity_column("now_mw", "Now", "지금", dim::power)};
  std::vector<Planned> all = s.then;
  for (Planned& p : all) p.mw = 0.0;
  for (const Planned& p : s.now) add(all, p.offer, p.date, 0.0);
  const auto of = [](const std::vector<Planned>& in, const Planned& like) {
    for (const Planned& p : in) {
      if (p.offer == like.offer && p.date == like.date) return p.mw;
    }
    return 0.0;
  };
  for (const Planned& p : all) {
    const double then = of(s.then, p), now = of(s.now, p);
    if (std::abs(then - now) <= 1e-6 * std::max(1.0, then)) continue;
    table.rows.push_back(row_of(p.offer, p.date, then, now));
  }
  return table;
}

Table causes_table(const SinceCommit& s) {
  Table table{"causes", "What has changed in the model since", "이후 모델의 변화", {}, {}, ""};
  table.columns = {text_column("change", "Key, before and after", "키, 전후")};
  for (const std::string& c : s.changes) table.rows.push_back(row_of(c));
  return table;
}

}  // namespace

RunRecord commit_record(const CommitFacts& facts) {
  RunRecord r;
  r.head.command = "commit";
  r.head.title = facts.model.title;
  r.head.model_hash = facts.hash;
  const auto of_model = facts.document.find("model");
  if (of_model != facts.document.end()) r.head.strategy = text_at(*of_model, "strategy");
  for (const Table& table :
       {signed_table(facts), planned_table(facts.document), commit_table(facts.document)}) {
    r.tables[table.key] = to_json(table);
  }
  return r;
}

bool holds_signed(const Model& model, const RunRecord& commit) {
  const Table table = table_of(commit, "signed");
  return std::any_of(table.rows.begin(), table.rows.end(), [&](const std::vector<Cell>& row) {
    if (row.size() < 2) return false;
    const auto* offer = std::get_if<std::string>(&row[0]);
    const auto* name = std::get_if<std::string>(&row[1]);
    return offer && name &&
           std::any_of(model.agreements.begin(), model.agreements.end(), [&](const Agreement& a) {
             return a.from_offer.valid() && a.name == *name &&
                    model.at(a.from_offer).name == *offer;
           });
  });
}

Model uncommitted(const Model& model) {
  Model out = model;
  for (Agreement& a : out.agreements) {
    if (!a.from_offer.valid()) continue;
    a.from_offer = {};
    a.is_offer = true;  // closed, as an agreement that a strategy drops
    a.from_month = 1e9;
    a.until_month = -1e9;
  }
  return out;
}

std::optional<SinceCommit> since_commit(const RunRecord& record, const PlanResult& now) {
  if (record.head.command != "commit") return std::nullopt;
  SinceCommit out;
  out.run = record.head.run;
  out.date = record.head.started;
  const Table commit = table_of(record, "commit");
  out.value_then_usd = std::nan("");
  if (!commit.rows.empty() && !commit.rows.front().empty()) {
    if (const auto* value = std::get_if<double>(&commit.rows.front().front())) {
      out.value_then_usd = *value;
    }
  }
  out.value_usd = now.in_sample.objective_usd;
  out.then = planned_then(table_of(record, "planned"));
  out.now = planned_now(now);
  return out;
}

std::vector<Table> since_commit_tables(const SinceCommit& since) {
  return {list_table(since), moved_table(since), causes_table(since)};
}

Json since_commit_json(const SinceCommit& since) {
  Json out = rows_to_json(list_table(since)).front();
  out["moved"] = rows_to_json(moved_table(since));
  Json causes = Json::array();
  for (const std::string& c : since.changes) causes.push_back(c);
  out["causes"] = std::move(causes);
  return out;
}

}  // namespace offtake
