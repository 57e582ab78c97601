// The expected cash of each party by account and step, and its net present value as a live formula.
//
//   value_k = Σ_account counts · payment_k + unpaid_k − premium · emergency funding_k       (1)
//   factor_k = (1 + rate)^(−(k + ½) · months per step / 12)                                  (2)
//   NPV = Σ_k factor_k · value_k + stakes in others                                          (3)
#include <algorithm>
#include <cmath>
#include <map>

#include "offtake/base/text.h"
#include "offtake/report/workbook_parts.h"
#include "offtake/results/record_accounts.h"

namespace offtake {
namespace {

constexpr int kFirst = 5;  // column of the first step
constexpr int kTop = 9;    // row of the header
constexpr const char* kFactor = "0.000000";

struct Row {
  std::string label;
  bool cash = false, value = false;
  std::vector<double> usd;  // [step]
  bool emergency = false;
};

// What npv_parts says of the party.
struct Parts {
  std::string party;
  double rate = 0.0, months = 0.0, premium = 0.0, stakes_usd = 0.0, npv_usd = 0.0;
};

class CashWriter {
 public:
  CashWriter(Book& book, const RunRecord& run, const Parts& parts)
      : book_(book),
        run_(run),
        parts_(parts),
        sheet_(book.add(book.in("Cash ", "현금 ") + parts.party)),
        steps_(int(run.steps.size() + run.runoff_steps.size())),
        last_(kFirst + steps_ - 1),
        money_(number_format({"", "", "", Column::Kind::quantity, dim::money, false, 3},
                             book.language())
                   .format) {}

  CashSheet write() {
    read_rows();
    put_head();
    put_steps();
    put_rows();
    put_value();
    put_years();
    sheet_.width(0, 34);
    for (int c = 1; c <= last_; ++c) sheet_.width(c, c == 1 || c > 3 ? 16 : 8);
    sheet_.freeze(kTop + 1, 2);
    sheet_.print_setup(kTop);
    return {parts_.party, sheet_.name(), fixed_address(npv_row_, 1), npv_};
  }

 private:
  const std::string& say(const std::string& en, const std::string& ko) const {
    return book_.in(en, ko);
  }
  std::string label(int k) const {
    const std::size_t clock = run_.steps.size(), at = std::size_t(k);
    return at < clock ? run_.steps[at] : run_.runoff_steps[at - clock];
  }
  static double year_of(const std::string& label) {
    double year = 0.0;
    for (std::size_t i = 0; i < std::min<std::size_t>(4, label.size()); ++i) {
      if (label[i] >= '0' && label[i] <= '9') year = 10.0 * year + (label[i] - '0');
    }
    return year;
  }
  std::string steps_range(int row, bool fixed = false) const {
    if (!fixed) return range(row, kFirst, last_);
    return fixed_address(row, kFirst) + ":" + fixed_address(row, last_);
  }

  // Received and paid apart, in the order of the ledger.
  void read_rows() {
    std::map<std::pair<std::string, bool>, std::size_t> at;
    const auto add = [&](const RunLedgerLine& line, bool received) {
      const AccountFacts facts = account_facts(line.account);
      const auto [found, is_new] = at.try_emplace({line.account, received}, rows_.size());
      if (is_new) {
        const bool value = received ? facts.value_to_payee : facts.value_to_payer;
        rows_.push_back({say(facts.label, facts.label_ko) +
                             (received ? say(", received", " (수취)") : say(", paid", " (지급)")),
                         facts.moves_cash, value, std::vector<double>(std::size_t(steps_), 0.0),
                         line.account == kEmergencyAccount});
      }
      std::vector<double>& usd = rows_[found->second].usd;
      for (std::size_t k = 0; k < std::min(usd.size(), line.mean_usd.size()); ++k) {
        usd[k] += received ? line.mean_usd[k] : -line.mean_usd[k];
      }
    };
    for (const RunLedgerLine& line : run_.ledger) {
      if (line.payee == parts_.party) add(line, true);
      if (line.payer == parts_.party) add(line, false);
    }
    std::erase_if(rows_, [](const Row& row) {
      return std::all_of(row.usd.begin(), row.usd.end(), [](double v) { return v == 0.0; });
    });
    add_unpaid();
  }

  void add_unpaid() {
    const auto table = stored_table(run_, "unpaid");
    if (!table) return;
    const std::size_t party = column_of(*table, "party"), number = column_of(*table, "number"),
                      usd = column_of(*table, "usd");
    Row row{say("Value that nobody pays for", "대가 없는 가치"), false, true,
            std::vector<double>(std::size_t(steps_), 0.0)};
    bool any = false;
    for (const std::vector<Cell>& cells : table->rows) {
      if (std::max({party, number, usd}) >= cells.size()) continue;
      const auto* name = std::get_if<std::string>(&cells[party]);
      const double k = number_of(cells[number]);
      if (!name || *name != parts_.party || !(k >= 0.0 && k < steps_)) continue;
      row.usd[std::size_t(k)] = number_of(cells[usd]);
      any = true;
    }
    if (any) rows_.push_back(std::move(row));
  }

  void put_head() {
    sheet_.text(0, 0, say("Expected cash of ", "기대 현금흐름: ") + parts_.party, Look::title);
    sheet_.text(1, 0,
                say("Means over all futures, in dollars. Columns C and D say whether a row moves "
                    "cash and whether it counts in the value.",
                    "모든 미래의 평균, 달러. C열은 현금 이동 여부, D열은 가치 산입 여부."),
                Look::note);
    const auto fact = [&](int row, const std::string& name, double value, const char* format) {
      sheet_.text(row, 0, name);
      sheet_.number(row, 1, value, format);
    };
    fact(3, say("Discount rate per year", "연 할인율"), parts_.rate, "0.00%");
    fact(4, say("Months per step", "단계당 개월 수"), parts_.months, "0");
    fact(5, say("Price of emergency funding, per dollar", "긴급 조달 비용률(1달러당)"),
         parts_.premium, "0.00%");
  }

  void put_steps() {
    sheet_.text(kTop - 2, 0, say("Number of the step", "단계 번호"), Look::note);
    sheet_.text(kTop - 1, 0, say("Year", "연도"), Look::note);
    sheet_.text(kTop, 0, say("Account", "계정"), Look::header);
    sheet_.text(kTop, 1, say("Total", "합계"), Look::header);
    sheet_.text(kTop, 2, say("Cash", "현금"), Look::header);
    sheet_.text(kTop, 3, say("Value", "가치"), Look::header);
    for (int k = 0; k < steps_; ++k) {
      const bool runoff = std::size_t(k) >= run_.steps.size();
      sheet_.number(kTop - 2, kFirst + k, k, "0");
      sheet_.number(kTop - 1, kFirst + k, year_of(label(k)), "0");
      sheet_.text(kTop, kFirst + k, label(k) + (runoff ? say(" run-off", " 잔여") : ""),
                  Look::header);
    }
  }

  void put_total(int row, const std::vector<double>& usd) {
    double sum = 0.0;
    for (const double v : usd) sum += v;
    sheet_.formula(row, 1, "SUM(" + steps_range(row) + ")", sum, money_);
  }

  void put_rows() {
    int row = kTop + 1;
    for (const Row& r : rows_) {
      sheet_.text(row, 0, r.label);
      sheet_.number(row, 2, r.cash, "0");
      sheet_.number(row, 3, r.value, "0");
      for (int k = 0; k < steps_; ++k)
        sheet_.number(row, kFirst + k, r.usd[std::size_t(k)], money_);
      put_total(row, r.usd);
      if (r.emergency && !r.value) emergency_row_ = row;
      ++row;
    }
    end_ = row;  // the row behind
  }

  // A row of formulas over the steps.
  template <class Formula>
  void put_line(int row, const std::string& name, const std::vector<double>& values,
                const std::string& format, const Formula& formula) {
    sheet_.text(row, 0, name, Look::bold);
    for (int k = 0; k < steps_; ++k) {
      sheet_.formula(row, kFirst + k, formula(kFirst + k), values[std::size_t(k)], format);
    }
  }

  std::string sum_by(int flag_column, int column) const {
    return fmt::format("SUMPRODUCT({}:{},{}:{})", fixed_address(kTop + 1, flag_column),
                       fixed_address(end_ - 1, flag_column), address(kTop + 1, column),
                       address(end_ - 1, column));
  }

  void put_value() {
    const std::size_t n = std::size_t(steps_);
    std::vector<double> cash(n), cumulative(n), premium(n), value(n), factor(n), discounted(n);
    double so_far = 0.0, npv = 0.0;
    for (std::size_t k = 0; k < n; ++k) {
      for (const Row& r : rows_) {
        cash[k] += r.cash ? r.usd[k] : 0.0;
        value[k] += r.value ? r.usd[k] : 0.0;
        premium[k] -= r.emergency && !r.value ? parts_.premium * r.usd[k] : 0.0;
      }
      cumulative[k] = so_far += cash[k];
      value[k] += premium[k];
      factor[k] = std::pow(1.0 + parts_.rate, -(double(k) + 0.5) * parts_.months / kMonthsPerYear);
      npv += discounted[k] = factor[k] * value[k];
    }
    const bool none = rows_.empty();
    const int at = end_ + 1;
    cash_row_ = at;
    put_line(at, say("Change in cash", "현금 증감"), cash, money_,
             [&](int c) { return none ? std::string("0") : sum_by(2, c); });
    put_total(at, cash);
    put_line(at + 1, say("Cumulative", "누계"), cumulative, money_, [&](int c) {
      const std::string before = c == kFirst ? "" : address(at + 1, c - 1) + "+";
      return before + address(at, c);
    });
    put_line(at + 2, say("Price of emergency funding", "긴급 조달 비용"), premium, money_,
             [&](int c) {
               return emergency_row_ < 0 ? std::string("0") : "-$B$6*" + address(emergency_row_, c);
             });
    put_total(at + 2, premium);
    put_line(at + 3, say("Value", "가치"), value, money_, [&](int c) {  // (1)
      return (none ? std::string("0") : sum_by(3, c)) + "+" + address(at + 2, c);
    });
    put_total(at + 3, value);
    put_line(at + 4, say("Discount factor", "할인 계수"), factor, kFactor, [&](int c) {  // (2)
      return fmt::format("(1+$B$4)^(-({}+0.5)*$B$5/12)", address(kTop - 2, c));
    });
    put_line(at + 5, say("Discounted", "할인된 가치"), discounted, money_,
             [&](int c) { return address(at + 3, c) + "*" + address(at + 4, c); });
    put_npv(at + 7, npv);
  }

  void put_npv(int row, double flows) {
    const auto fact = [&](int at, const std::string& name) {
      sheet_.text(at, 0, name, Look::bold);
    };
    fact(row, say("Value of the flows", "흐름의 현재가치"));
    sheet_.formula(row, 1,
                   fmt::format("SUMPRODUCT({},{})", steps_range(row - 4), steps_range(row - 3)),
                   flows, kCents);
    fact(row + 1, say("Stakes in others", "보유 지분의 가치"));
    sheet_.number(row + 1, 1, parts_.stakes_usd, kCents);
    fact(row + 2, say("Net present value", "순현재가치"));  // (3)
    npv_row_ = row + 2;
    npv_ = flows + parts_.stakes_usd;
    sheet_.formula(npv_row_, 1, address(row, 1) + "+" + address(row + 1, 1), npv_, kCents);
    fact(row + 3, say("As the engine has it", "엔진의 값"));
    sheet_.number(row + 3, 1, parts_.npv_usd, kCents);
    fact(row + 4, say("Difference", "차이"));
    sheet_.formula(row + 4, 1, address(npv_row_, 1) + "-" + address(row + 3, 1),
                   npv_ - parts_.npv_usd, kCents);
    next_ = row + 6;
  }

  // The same accounts by calendar year.
  void put_years() {
    std::vector<double> years;
    for (int k = 0; k < steps_; ++k) {
      const double year = year_of(label(k));
      if (years.empty() || years.back() != year) years.push_back(year);
    }
    const int header = next_ + 1;
    sheet_.text(next_, 0, say("By year, run-off too", "연도별, 잔여기간 포함"), Look::bold);
    for (std::size_t y = 0; y < years.size(); ++y) {
      sheet_.number(header, kFirst + int(y), years[y], "0");
    }
    for (int from = kTop + 1, row = header + 1; from <= cash_row_; ++from) {
      if (from == end_) continue;  // blank
      const bool cash = from == cash_row_;
      sheet_.text(
          row, 0,
          cash ? say("Change in cash", "현금 증감") : rows_[std::size_t(from - kTop - 1)].label,
          cash ? Look::bold : Look::plain);
      double all = 0.0;
      for (std::size_t y = 0; y < years.size(); ++y) {
        double sum = 0.0;
        for (int k = 0; k < steps_; ++k) {
          if (year_of(label(k)) == years[y]) sum += value_at(from, std::size_t(k));
        }
        all += sum;
        const int c = kFirst + int(y);
        sheet_.formula(row, c,
                       fmt::format("SUMIF({},{},{})", steps_range(kTop - 1, true),
                                   address(header, c), steps_range(from, true)),
                       sum, money_);
      }
      sheet_.formula(row, 1, "SUM(" + range(row, kFirst, kFirst + int(years.size()) - 1) + ")", all,
                     money_);
      ++row;
    }
  }

  double value_at(int row, std::size_t k) const {
    if (row != cash_row_) return rows_[std::size_t(row - kTop - 1)].usd[k];
    double sum = 0.0;
    for (const Row& r : rows_) sum += r.cash ? r.usd[k] : 0.0;
    return sum;
  }

  Book& book_;
  const RunRecord& run_;
  const Parts& parts_;
  Sheet sheet_;
  int steps_, last_;
  std::string money_;
  std::vector<Row> rows_;
  int end_ = 0, emergency_row_ = -1, cash_row_ = 0, npv_row_ = 0, next_ = 0;
  double npv_ = 0.0;
};

}  // namespace

std::vector<CashSheet> put_cash_sheets(Book& book, const RunRecord& run) {
  std::vector<CashSheet> out;
  const auto table = stored_table(run, "npv_parts");
  if (!table || run.steps.empty()) return out;
  for (const std::vector<Cell>& row : table->rows) {
    const auto number = [&](const char* key) {
      const std::size_t at = column_of(*table, key);
      const double value = at < row.size() ? number_of(row[at]) : 0.0;
      return std::isfinite(value) ? value : 0.0;
    };
    const auto* party = row.empty() ? nullptr : std::get_if<std::string>(&row[0]);
    if (!party) continue;
    const Parts parts{*party,
                      number("discount_per_year"),
                      number("months_per_step"),
                      number("emergency_premium"),
                      number("stakes_usd"),
                      number("npv_usd")};
    out.push_back(CashWriter(book, run, parts).write());
  }
  return out;
}

}  // namespace offtake
