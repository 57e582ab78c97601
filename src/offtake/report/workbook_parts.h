// The sheets of a workbook. Private to workbook*.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "offtake/report/sheet.h"
#include "offtake/results/run_record.h"

namespace offtake {

// Where the sheet of a party has its net present value.
struct CashSheet {
  std::string party, sheet, cell;
  double npv_usd = 0.0;  // as its formula comes to
};
// Of the parties in the table `npv_parts`; none without it.
std::vector<CashSheet> put_cash_sheets(Book& book, const RunRecord& run);

// Risk and Fans; false where the run has neither quantiles nor series.
bool put_risk(Book& book, const RunRecord& run);

std::optional<Table> stored_table(const RunRecord& run, const std::string& key);
double number_of(const Cell& cell);                                 // NaN: none
std::size_t column_of(const Table& table, const std::string& key);  // past the last: none

}  // namespace offtake
