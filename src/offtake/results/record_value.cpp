#include "offtake/results/record_value.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

std::string key_of(Change change) {
  constexpr const char* kKeys[] = {"faster",    "exit",      "step_down",
                                   "expansion", "extension", "later"};
  return kKeys[static_cast<int>(change)];
}

// In the unit that people know prices by.
struct Basis {
  const char* name;
  double units;  // of the model's unit
};
Basis basis_of(const OfferPrice& price) {
  if (price.of == PriceOf::capex) return {"capex per MW", 1.0};
  if (price.of == PriceOf::charge) return {"charge per MW-year", 12.0};
  if (price.basis == Price::Basis::total) return {"in all", 1.0};
  if (price.basis == Price::Basis::per_h100e_month) return {"per H100e-hour", 1.0 / kHoursPerMonth};
  return {"per MW-year", 12.0};
}

std::string checked(const WalkAway& w) {
  if (!w.checked && w.factor > 0.0) return "not checked";
  if (!w.checked) return w.sells ? "even for nothing" : "not for nothing";
  return w.holds ? "holds" : "fails";
}

std::string with_interval(const Estimate& e, Language language = Language::en) {
  return fmt::format("{} [{}{}{}]", format_quantity(e.mean, dim::money, language),
                     format_quantity(e.low(), dim::money, language),
                     language == Language::ko ? "~" : " to ",
                     format_quantity(e.high(), dim::money, language));
}

void add_difference_columns(Table& t) {
  t.columns.push_back(quantity_column("usd", "Worth in\nthe sample", "표본에서\n가치", dim::money));
  t.columns.push_back(
      quantity_column("low_usd", "of best\nplans, from", "최적 계획\n하한", dim::money));
  t.columns.push_back(quantity_column("high_usd", "to", "상한", dim::money));
  t.columns.push_back(quantity_column("fresh_usd", "On fresh\npaths", "새 경로\n가치", dim::money));
  t.columns.push_back(quantity_column("fresh_low_usd", "95 %\nfrom", "95%\n하한", dim::money));
  t.columns.push_back(quantity_column("fresh_high_usd", "95 %\nto", "95%\n상한", dim::money));
}
void add_difference(const Difference& d, std::vector<Cell>& row) {
  for (const double usd :
       {d.usd, d.low_usd, d.high_usd, d.fresh_usd.mean, d.fresh_usd.low(), d.fresh_usd.high()}) {
    row.emplace_back(usd);
  }
}

class Reporter {
 public:
  Reporter(const Model& model, const Worths& worths) : model_(model), w_(worths) {}

  StudyReport report() const {
    StudyReport out;
    out.tables = {best(), walk_away(), offers(), changes(), drivers()};
    for (Table& table : out.tables) {
      if (table.rows.empty()) table.note = table.note_ko = "";
    }
    out.failures = w_.failures;
    out.whole = w_.whole;
    out.unproven = std::count_if(w_.drivers.begin(), w_.drivers.end(),
                                 [](const Information& i) { return !i.proven; });
    out.sentence = sentence();
    out.sentence_ko = sentence_ko();
    return out;
  }

 private:
  Table best() const {
    Table t{"best", "The best plan", "최적 계획", {}, {}, ""};
    t.as_list = true;
    t.columns = {quantity_column("value_usd", "Value in the sample", "표본에서 가치", dim::money),
                 quantity_column("bound_usd", "No plan has more than", "상한", dim::money),
                 word_column("proven", "Proven", "증명", yes_or_no()),
                 share_column("weight", "Weight of the tail", "꼬리 가중치"),
                 share_column("tail", "Tail", "꼬리")};
    t.rows.push_back(row_of(w_.best.value_usd, w_.best.bound_usd, w_.best.proven ? "yes" : "no",
                            w_.risk.tail_weight, w_.risk.tail));
    return t;
  }

  Table walk_away() const {
    Table t{"walk_away", "Walk-away prices", "포기 가격", {}, {}, ""};
    t.columns = {text_column("offer", "Offer", "제안"),
                 word_column("basis", "Price", "가격 기준",
                             {{"capex per MW", "MW당 투자비"},
                              {"charge per MW-year", "MW·년당 요금"},
                              {"in all", "총액"},
                              {"per H100e-hour", "H100e·시간당"},
                              {"per MW-year", "MW·년당"}}),
                 quantity_column("price_usd", "As it\nstands", "현재", dim::money),
                 quantity_column("walk_away_usd", "Walk\naway at", "포기\n가격", dim::money),
                 share_column("factor", "Of the\nprice", "현재 가격\n대비"),
                 quantity_column("first_mw_usd", "First MW\nis worth", "첫 MW의\n가치", dim::money),
                 text_column("column", "The last to go", "마지막 결정"),
                 quantity_column("cheaper_mw", "Signed 1 %\ncheaper", "1% 싸면\n체결", dim::power),
                 quantity_column("dearer_mw", "1 %\ndearer", "1% 비싸면\n체결", dim::power),
                 word_column("check", "Check", "검증",
                             {{"not checked", "검증 안 함"},
                              {"even for nothing", "무상으로도"},
                              {"not for nothing", "무상이라도 안 함"},
                              {"holds", "맞음"},
                              {"fails", "어긋남"}})};
    for (const OfferWorth& o : w_.offers) {
      if (!o.walk_away) continue;
      const WalkAway& a = *o.walk_away;
      const Basis basis = basis_of(a.price);
      const double usd = a.price.usd * basis.units;
      t.rows.push_back(row_of(model_.at(o.offer).name, basis.name, usd,
                              usd * std::max(0.0, a.factor), a.factor, a.first_mw_usd, a.column,
                              a.cheaper_mw, a.dearer_mw, checked(a)));
    }
    t.note =
        "At the walk-away price the best plan signs the first MW, in the decision that is named. "
        "Of "
        "what the planner sells it is the least price.";
    t.note_ko = "포기 가격: 최적 계획이 첫 MW를 체결하는 한계 가격(판매 제안은 최저 가격).";
    return t;
  }

  Table offers() const {
    Table t{"offers", "What each offer is worth", "제안별 가치", {}, {}, ""};
    t.columns = {text_column("offer", "Offer", "제안"),
                 quantity_column("signed_mw", "Signed\nat most", "최대\n체결", dim::power)};
    add_difference_columns(t);
    for (const OfferWorth& o : w_.offers) {
      if (!o.worth) continue;
      std::vector<Cell> row = row_of(model_.at(o.offer).name, o.signed_mw);
      add_difference(*o.worth, row);
      t.rows.push_back(std::move(row));
    }
    t.note = "The best plan less the best plan without the offer.";
    t.note_ko = "최적 계획에서 그 제안이 없는 최적 계획을 뺀 값.";
    return t;
  }

  Table changes() const {
    Table t{"changes", "What other terms are worth", "조건 변경의 가치", {}, {}, ""};
    t.columns = {
        text_column("offer", "Offer", "제안"),
        word_column("change", "Terms", "조건",
                    {{"faster", "더 빠른 인도"},
                     {"exit", "중도 해지"},
                     {"step_down", "감량"},
                     {"expansion", "증설"},
                     {"extension", "연장"},
                     {"later", "늦춘 기간"}}),
        word_column("how", "Against", "비교",
                    {{"without the clause", "조항 없을 때"}, {"as it stands", "현재 조건"}})};
    add_difference_columns(t);
    for (const OfferWorth& o : w_.offers) {
      for (const ChangeWorth& c : o.changes) {
        std::vector<Cell> row = row_of(model_.at(o.offer).name, key_of(c.change),
                                       c.removed ? "without the clause" : "as it stands");
        add_difference(c.worth, row);
        t.rows.push_back(std::move(row));
      }
    }
    t.note =
        "faster: every delivery a quarter earlier. exit: as it stands, or where there is none, all "
        "of it after a year without a fee. later: the window a year later.";
    t.note_ko =
        "더 빠른 인도: 모든 인도를 한 분기 앞당김. 중도 해지: 현재 조항대로, 없으면 1년 뒤 수수료 "
        "없이 전부. 늦춘 기간: 제안 기간을 1년 뒤로.";
    return t;
  }

  Table drivers() const {
    Table t{"drivers", "What news of each driver is worth", "불확실 요인 정보의 가치", {}, {}, ""};
    t.columns = {text_column("driver", "Driver", "불확실 요인"),
                 count_column("bins", "Told\napart", "구분"),
                 word_column("is", "Is", "성격",
                             {{"one", "구분 없음"}, {"exact", "정확"}, {"at least", "최소"}})};
    add_difference_columns(t);
    t.columns.push_back(word_column("proven", "Proven", "증명", yes_or_no()));
    for (const Information& i : w_.drivers) {
      std::vector<Cell> row = row_of(model_.at(i.driver).name, std::int64_t{i.bins},
                                     i.bins == 1 ? "one"
                                     : i.exact   ? "exact"
                                                 : "at least");
      add_difference(i.worth, row);
      row.emplace_back(std::string(i.proven ? "yes" : "no"));
      t.rows.push_back(std::move(row));
    }
    t.note =
        "To be told before the first decision which part of its range the driver comes to: its "
        "whole "
        "path is worth at least what that brings on fresh paths.";
    t.note_ko =
        "첫 결정 전에 그 요인이 범위의 어느 구간에 들지 아는 것의 가치. 경로 전체를 아는 가치는 "
        "적어도 새 경로에서 얻는 이만큼입니다.";
    return t;
  }

  const OfferWorth* most_worth() const {
    const OfferWorth* most = nullptr;
    for (const OfferWorth& o : w_.offers) {
      if (o.worth && (!most || o.worth->usd > most->worth->usd)) most = &o;
    }
    return most;
  }
  const Information* most_news() const {
    const Information* most = nullptr;
    for (const Information& i : w_.drivers) {
      if (!most || i.worth.usd > most->worth.usd) most = &i;
    }
    return most;
  }

  std::string sentence() const {
    const OfferWorth* most = most_worth();
    if (!most) return "No offer was valued.";
    std::string out = fmt::format("The offer worth most is {}: {}", model_.at(most->offer).name,
                                  with_interval(most->worth->fresh_usd));
    if (most->walk_away && most->walk_away->checked) {
      out += fmt::format(", to walk away from at {} of its price{}",
                         format_quantity(most->walk_away->factor, dim::ratio),
                         most->walk_away->holds ? "" : " (which the check did not bear out)");
    }
    if (const Information* news = most_news()) {
      out += fmt::format("; the news worth most is that of {}: {}", model_.at(news->driver).name,
                         with_interval(news->worth.fresh_usd));
    }
    return out + (w_.whole ? "." : ". It was stopped before all was known.");
  }

  std::string sentence_ko() const {
    const OfferWorth* most = most_worth();
    if (!most) return "가치를 알아낸 제안이 없습니다.";
    std::string out = fmt::format("가치가 가장 큰 제안은 {}: {}", model_.at(most->offer).name,
                                  with_interval(most->worth->fresh_usd, Language::ko));
    if (most->walk_away && most->walk_away->checked) {
      out += fmt::format(", 포기 가격은 현재의 {}{}",
                         format_quantity(most->walk_away->factor, dim::ratio, Language::ko),
                         most->walk_away->holds ? "" : "(확인에서 어긋남)");
    }
    if (const Information* news = most_news()) {
      out += fmt::format("; 가치가 가장 큰 정보는 {}: {}", model_.at(news->driver).name,
                         with_interval(news->worth.fresh_usd, Language::ko));
    }
    return out + (w_.whole ? "." : ". 모두 알아내기 전에 중단되었습니다.");
  }

  const Model& model_;
  const Worths& w_;
};

}  // namespace

StudyReport value_report(const Model& model, const Worths& worths) {
  return Reporter(model, worths).report();
}

}  // namespace offtake
