// The documents of `offtake flows`.
#include <cmath>
#include <map>
#include <numeric>

#include "offtake/results/record_flows.h"
#include "offtake/results/table_json.h"

namespace offtake {
namespace {

Json number(double value) { return to_json(Cell{value}); }

Json head(const FlowsRecord& record, const char* format) {
  Json out{{"format", format}, {"version", 1}};
  out["model"] = {{"title", to_json(Cell{record.model.title})},
                  {"hash", record.facts.model_hash},
                  {"strategy", record.facts.strategy}};
  out["options"] = {{"paths", record.simulation.paths},
                    {"seed", record.facts.seed},
                    {"sampling", key_of(record.facts.sampling)}};
  out["years"] = record.flows.years;
  return out;
}

// One side-by-side diagram.
class Sankey {
 public:
  Sankey(const Model& model, const char* unit) : model_(model), unit_(unit) {}

  // What is negative in all goes the other way.
  Json& link(PartyId from, PartyId to, const std::vector<double>& by_year) {
    const double value = std::accumulate(by_year.begin(), by_year.end(), 0.0);
    const double sign = value < 0.0 ? -1.0 : 1.0;
    if (sign < 0.0) std::swap(from, to);
    Json years = Json::array();
    for (const double v : by_year) years.push_back(number(sign * v));
    links_.push_back({{"source", node(from, "from")},
                      {"target", node(to, "to")},
                      {"value", number(sign * value)},
                      {"by_year", std::move(years)}});
    return links_.back();
  }

  Json document() const { return {{"unit", unit_}, {"nodes", nodes_}, {"links", links_}}; }

 private:
  std::size_t node(PartyId party, const char* side) {
    const auto [at, is_new] = index_.emplace(std::pair(party, std::string(side)), nodes_.size());
    if (is_new) {
      const Party& p = model_.at(party);
      nodes_.push_back({{"id", std::string(side) + ":" + p.name},
                        {"party", p.name},
                        {"label", p.label.empty() ? p.name : p.label},
                        {"side", side}});
    }
    return at->second;
  }

  const Model& model_;
  const char* unit_;
  std::map<std::pair<PartyId, std::string>, std::size_t> index_;
  Json nodes_ = Json::array(), links_ = Json::array();
};

}  // namespace

Json flows_json(const FlowsRecord& record) {
  Json out = head(record, "offtake.flows");
  for (const Table& table : flows_tables(record)) out[table.key] = rows_to_json(table);
  return out;
}

Json sankey_json(const FlowsRecord& record) {
  Sankey money(record.model, "USD"), compute(record.model, "H100e-months");
  for (const MoneyFlow& f : record.flows.money) {
    money.link(f.payer, f.payee, f.usd)["account"] = f.account;
  }
  for (const ComputeFlow& f : record.flows.compute) {
    const double used =
        std::accumulate(f.used_h100e_months.begin(), f.used_h100e_months.end(), 0.0);
    compute.link(f.provider, f.user, f.delivered_h100e_months)["used"] = number(used);
  }
  Json out = head(record, "offtake.sankey");
  out["money"] = money.document();
  out["compute"] = compute.document();
  return out;
}

}  // namespace offtake
