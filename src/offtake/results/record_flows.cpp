#include "offtake/results/record_flows.h"

#include <numeric>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_accounts.h"
#include "offtake/results/table_json.h"

namespace offtake {
namespace {

std::int64_t whole(int number) { return number; }

double sum(const std::vector<double>& x) { return std::accumulate(x.begin(), x.end(), 0.0); }

void add_note(const FlowsRecord& record, Table& table) {
  table.note = fmt::format("Means over {} paths.", record.simulation.paths);
  table.note_ko = fmt::format("{}개 경로의 평균.", record.simulation.paths);
}

void add_years_note(const FlowsRecord& record, Table& table) {
  add_note(record, table);
  table.note += " Years after the clock are run-off.";
  table.note_ko += " 계획 기간 이후의 연도는 잔여기간.";
  table.columns.push_back(count_column("year", "Year", "연도"));
}

void add_payment_columns(Table& table) {
  table.columns.push_back(text_column("payer", "Payer", "지급자"));
  table.columns.push_back(text_column("payee", "Payee", "수취자"));
  table.columns.push_back(word_column("account", "Account", "계정", account_words()));
}

Table money_table(const FlowsRecord& record) {
  Table table{"money", "Who pays whom", "자금 흐름", {}, {}, ""};
  add_note(record, table);
  add_payment_columns(table);
  table.columns.push_back(quantity_column("clock_usd", "In the\nclock", "계획\n기간", dim::money));
  table.columns.push_back(
      quantity_column("runoff_usd", "In the\nrun-off", "잔여\n기간", dim::money));
  table.columns.push_back(quantity_column("total_usd", "Total", "합계", dim::money));
  for (const MoneyFlow& f : record.flows.money) {
    table.rows.push_back(row_of(record.model.at(f.payer).name, record.model.at(f.payee).name,
                                f.account, f.clock_usd, f.runoff_usd, f.total_usd()));
  }
  return table;
}

Table money_by_year_table(const FlowsRecord& record) {
  Table table{"money_by_year", "Who pays whom, by year", "연도별 자금 흐름", {}, {}, ""};
  add_years_note(record, table);
  add_payment_columns(table);
  table.columns.push_back(quantity_column("usd", "Paid", "지급액", dim::money));
  for (const MoneyFlow& f : record.flows.money) {
    for (std::size_t y = 0; y < f.usd.size(); ++y) {
      if (f.usd[y] == 0.0) continue;
      table.rows.push_back(row_of(whole(record.flows.years[y]), record.model.at(f.payer).name,
                                  record.model.at(f.payee).name, f.account, f.usd[y]));
    }
  }
  return table;
}

void add_source_columns(Table& table) {
  table.columns.push_back(text_column("provider", "Provider", "공급자"));
  table.columns.push_back(text_column("user", "User", "사용자"));
}

void add_compute_columns(Table& table) {
  constexpr Dimension compute_time = dim::compute * dim::time;
  table.columns.push_back(quantity_column("delivered_h100e_months", "Compute\ndelivered",
                                          "인도\n연산량", compute_time));
  table.columns.push_back(
      quantity_column("used_h100e_months", "Compute\nused", "사용\n연산량", compute_time));
  table.columns.push_back(share_column("used_share", "Used", "사용률"));
}

Table compute_table(const FlowsRecord& record) {
  Table table{"compute", "Who computes on whose machines", "연산 흐름", {}, {}, ""};
  add_note(record, table);
  table.note += " An own build has one name on both sides.";
  table.note_ko += " 자체 건설은 공급자와 사용자가 같습니다.";
  add_source_columns(table);
  table.columns.push_back(quantity_column("delivered_mw_months", "Power of IT\ndelivered",
                                          "인도\nIT 전력", dim::power * dim::time));
  table.columns.push_back(quantity_column("used_mw_months", "Power of IT\nused", "사용\nIT 전력",
                                          dim::power * dim::time));
  add_compute_columns(table);
  for (const ComputeFlow& f : record.flows.compute) {
    const double delivered = sum(f.delivered_h100e_months), used = sum(f.used_h100e_months);
    table.rows.push_back(row_of(record.model.at(f.provider).name, record.model.at(f.user).name,
                                sum(f.delivered_mw_months), sum(f.used_mw_months), delivered, used,
                                ratio(used, delivered)));
  }
  return table;
}

Table compute_by_year_table(const FlowsRecord& record) {
  Table table{
      "compute_by_year", "Who computes on whose machines, by year", "연도별 연산 흐름", {}, {}, ""};
  add_years_note(record, table);
  add_source_columns(table);
  table.columns.push_back(
      quantity_column("delivered_mw", "Power of IT\ndelivered", "인도\nIT 전력", dim::power));
  table.columns.push_back(
      quantity_column("used_mw", "Power of IT\nused", "사용\nIT 전력", dim::power));
  add_compute_columns(table);
  for (const ComputeFlow& f : record.flows.compute) {
    for (std::size_t y = 0; y < record.flows.years.size(); ++y) {
      const double delivered = f.delivered_h100e_months[y], months = record.flows.months[y];
      if (delivered == 0.0) continue;
      table.rows.push_back(row_of(whole(record.flows.years[y]), record.model.at(f.provider).name,
                                  record.model.at(f.user).name, f.delivered_mw_months[y] / months,
                                  f.used_mw_months[y] / months, delivered, f.used_h100e_months[y],
                                  ratio(f.used_h100e_months[y], delivered)));
    }
  }
  return table;
}

double own_usd(const Circularity& c, std::size_t year) {
  return std::accumulate(c.own_usd[year].begin(), c.own_usd[year].end(), 0.0);
}

Table circularity_table(const FlowsRecord& record) {
  Table table{"circularity", "Own money that comes back as revenue", "순환 자금", {}, {}, ""};
  add_note(record, table);
  table.note +=
      " Hops: payments from the party that was given the money until it is back, each out of a "
      "purse that is mixed well.";
  table.note_ko +=
      " 단계: 자금을 받은 당사자에서 되돌아올 때까지의 지급 횟수. 각 지급은 고르게 섞인 자금에서 "
      "나간 것으로 봅니다.";
  table.columns = {
      text_column("party", "Party", "당사자"),
      quantity_column("financed_usd", "Invested\nand given", "투자 및\n제공", dim::money),
      quantity_column("revenue_usd", "Revenue", "매출", dim::money),
      quantity_column("own_usd", "Of it its\nown money", "그중\n자기 자금", dim::money),
      share_column("own_share", "Own of\nrevenue", "매출 중\n자기 자금"),
      share_column("returned_share", "Back of what\nit gave", "투자 중\n회수"),
      quantity_column("own_1_usd", "1 hop", "1단계", dim::money),
      quantity_column("own_2_usd", "2 hops", "2단계", dim::money),
      quantity_column("own_3_usd", "3 hops", "3단계", dim::money),
      quantity_column("own_more_usd", "More", "그 이상", dim::money)};
  static_assert(kHops == 4);
  for (const Circularity& c : record.circularity) {
    std::array<double, kHops> by_hops{};
    for (const auto& year : c.own_usd) {
      for (std::size_t h = 0; h < kHops; ++h) by_hops[h] += year[h];
    }
    const double revenue = sum(c.revenue_usd);
    const double own = std::accumulate(by_hops.begin(), by_hops.end(), 0.0);
    std::vector<Cell> row = row_of(record.model.at(c.party).name, c.financed_usd, revenue, own,
                                   ratio(own, revenue), ratio(own, c.financed_usd));
    for (const double usd : by_hops) row.emplace_back(usd);
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table circularity_by_year_table(const FlowsRecord& record) {
  Table table{
      "circularity_by_year", "Own money that comes back, by year", "연도별 순환 자금", {}, {}, ""};
  add_years_note(record, table);
  table.columns.push_back(text_column("party", "Party", "당사자"));
  table.columns.push_back(quantity_column("revenue_usd", "Revenue", "매출", dim::money));
  table.columns.push_back(
      quantity_column("own_usd", "Of it its\nown money", "그중\n자기 자금", dim::money));
  table.columns.push_back(share_column("own_share", "Own of\nrevenue", "매출 중\n자기 자금"));
  for (const Circularity& c : record.circularity) {
    for (std::size_t y = 0; y < c.revenue_usd.size(); ++y) {
      const double own = own_usd(c, y);
      if (c.revenue_usd[y] == 0.0) continue;
      table.rows.push_back(row_of(whole(record.flows.years[y]), record.model.at(c.party).name,
                                  c.revenue_usd[y], own, ratio(own, c.revenue_usd[y])));
    }
  }
  return table;
}

}  // namespace

std::vector<Table> flows_tables(const FlowsRecord& record) {
  return {money_table(record),       money_by_year_table(record),
          compute_table(record),     compute_by_year_table(record),
          circularity_table(record), circularity_by_year_table(record)};
}

}  // namespace offtake
