// Who pays whom, who computes on whose machines, and what comes back.
#include "offtake/base/text.h"
#include "offtake/report/said.h"
#include "offtake/report/shown.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

// All accounts of a pair in one row.
Table links_of(const Table& money) {
  Table table{"money_links", "Who pays whom", "자금 흐름", {}, {}, ""};
  table.columns = {text_column("payer", "Payer", "지급자"), text_column("payee", "Payee", "수취자"),
                   quantity_column("total_usd", "Paid in all", "총 지급액", dim::money)};
  std::map<std::pair<std::string, std::string>, double> sum;
  for (std::size_t r = 0; r < money.rows.size(); ++r) {
    sum[{text_at(money, r, "payer"), text_at(money, r, "payee")}] +=
        number_at(money, r, "total_usd");
  }
  // What goes back and forth to nothing, or backwards, is no flow that could be drawn.
  for (const auto& [pair, usd] : sum) {
    if (usd > 0.0) table.rows.push_back(row_of(pair.first, pair.second, usd));
  }
  table.note =
      "Expected, over the clock and the run-off. Choose a flow to see by account what its "
      "payer pays to whom.";
  table.note_ko =
      "계획 기간과 잔여기간의 기댓값. 흐름을 고르면 그 지급자의 지급이 계정별로 나타납니다.";
  return table;
}

std::optional<Text> said_of(const Table& circularity) {
  std::size_t most = circularity.rows.size();
  for (std::size_t r = 0; r < circularity.rows.size(); ++r) {
    const double own = number_at(circularity, r, "own_usd");
    if (own > 0.0 &&
        (most == circularity.rows.size() || own > number_at(circularity, most, "own_usd"))) {
      most = r;
    }
  }
  if (most == circularity.rows.size()) return std::nullopt;
  const std::string party = text_at(circularity, most, "party");
  const Text own = number_text(number_at(circularity, most, "own_usd"), dim::money),
             share = share_text(number_at(circularity, most, "own_share"));
  return Text{
      fmt::format("Of what {} earns, {} ({}) is its own money that comes back: what it invested or "
                  "lent to those who pay it.",
                  party, own.en, share.en),
      fmt::format("{}의 매출 가운데 {}({})는 되돌아온 자기 자금, 곧 자신이 투자하거나 빌려준 "
                  "돈입니다.",
                  party, own.ko, share.ko)};
}

}  // namespace

Section flows_section(const Shown& shown) {
  Section section = section_of("flows", "Flows of money and compute", "자금과 연산의 흐름");
  const RunRecord* run = shown.main();
  const Table money = run ? table_of(*run, "money") : Table{};
  if (money.rows.empty()) {
    section.missing.push_back({{"Who pays whom, and who computes on whose machines",
                                "누가 누구에게 지급하고 누구의 장비로 연산하는가"},
                               shown.command("simulate")});
    return section;
  }
  const Table circularity = table_of(*run, "circularity");
  if (const auto said = said_of(circularity)) section.lead.push_back(*said);
  SankeyChart pays;
  pays.from = "payer";
  pays.to = "payee";
  pays.value = "total_usd";
  add_panel(section, links_of(money), pays,
            Detail{named(money, "money_accounts", {"By account", "계정별"}), "payer"});
  SankeyChart computes;
  computes.from = "provider";
  computes.to = "user";
  computes.value = "delivered_h100e_months";
  add_panel(section,
            named(table_of(*run, "compute"), "compute_links",
                  {"Who computes on whose machines", "연산 흐름"}),
            computes);
  add_panel(section, circularity);
  return section;
}

}  // namespace offtake
