#include "offtake/results/record_contagion.h"

#include "offtake/results/columns.h"

namespace offtake {
namespace {

Table parties_table(const Contagion& contagion, const Model& model) {
  Table table{"contagion", "Who cannot pay", "지급 불능", {}, {}, ""};
  table.note = "What is not paid stays owed; never: until the end of the run-off.";
  table.note_ko = "미지급액은 계속 채무로 남음. 미회수: 잔여기간 끝까지.";
  table.columns = {text_column("party", "Party", "당사자"),
                   word_column("may_fail", "May fail", "불능\n가능", yes_or_no()),
                   share_column("fails", "Fails", "불능\n확률"),
                   share_column("by_contagion", "of it, by\ncontagion", "그중\n전염"),
                   quantity_column("due_usd", "Is to pay", "지급\n의무", dim::money),
                   quantity_column("unpaid_usd", "Never\npays", "미지급", dim::money),
                   quantity_column("missing_usd", "Is never\npaid", "미회수", dim::money),
                   quantity_column("more_emergency_usd", "More\nemergency\nfunding",
                                   "추가 긴급\n조달", dim::money)};
  for (std::size_t i = 0; i < contagion.parties.size(); ++i) {
    const ContagionParty& p = contagion.parties[i];
    table.rows.push_back(row_of(model.parties[i].name, std::string(p.may_fail ? "yes" : "no"),
                                p.fails, p.by_contagion, p.due_usd, p.unpaid_usd, p.missing_usd,
                                p.more_emergency_usd));
  }
  return table;
}

Table links_table(const Contagion& contagion, const Model& model) {
  Table table{"contagion_links", "What is not paid to whom", "미지급 관계", {}, {}, ""};
  table.columns = {text_column("payer", "Payer", "지급자"),
                   text_column("payee", "Payee", "수취자"),
                   quantity_column("due_usd", "Due", "지급\n의무", dim::money),
                   quantity_column("late_usd", "Not paid\nwhen due", "연체", dim::money),
                   quantity_column("unpaid_usd", "Never\npaid", "미지급", dim::money),
                   quantity_column("stranded_mw_months", "Stands ready\nunpaid", "미지급\n용량",
                                   dim::power * dim::time)};
  for (const ContagionLink& l : contagion.links) {
    table.rows.push_back(row_of(model.at(l.payer).name, model.at(l.payee).name, l.due_usd,
                                l.late_usd, l.unpaid_usd, l.stranded_mw_months));
  }
  return table;
}

Table years_table(const Contagion& contagion, const Model& model) {
  Table table{"contagion_by_year", "Who cannot pay, by year", "연도별 지급 불능", {}, {}, ""};
  table.columns = {
      count_column("year", "Year", "연도"),
      text_column("party", "Party", "당사자"),
      share_column("fails", "Fails", "불능\n확률"),
      quantity_column("owes_usd", "Owes at\nyear end", "연말\n미지급", dim::money),
      quantity_column("is_owed_usd", "Is owed at\nyear end", "연말\n미회수", dim::money),
      quantity_column("stranded_mw", "Stands ready\nunpaid", "미지급\n용량", dim::power)};
  for (const ContagionYear& year : contagion.years) {
    for (std::size_t i = 0; i < year.parties.size(); ++i) {
      const ContagionYear::OfParty& p = year.parties[i];
      if (p.fails == 0.0 && p.owes_usd == 0.0 && p.is_owed_usd == 0.0 && p.stranded_mw == 0.0) {
        continue;
      }
      table.rows.push_back(row_of(std::int64_t{year.year}, model.parties[i].name, p.fails,
                                  p.owes_usd, p.is_owed_usd, p.stranded_mw));
    }
  }
  return table;
}

}  // namespace

std::vector<Table> contagion_tables(const Contagion& contagion, const Model& model) {
  return {parties_table(contagion, model), links_table(contagion, model),
          years_table(contagion, model)};
}

}  // namespace offtake
