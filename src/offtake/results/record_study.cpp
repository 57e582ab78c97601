#include "offtake/results/record_study.h"

#include "offtake/results/columns.h"
#include "offtake/results/record_simulation.h"
#include "offtake/results/table_json.h"

namespace offtake {
namespace {

Table sentence_table(const StudyReport& report) {
  Table table{"sentence", "In a sentence", "한 문장으로", {}, {}, ""};
  table.columns = {text_column("en", "English", "영어"), text_column("ko", "Korean", "한국어")};
  table.rows.push_back(row_of(report.sentence, report.sentence_ko));
  return table;
}

}  // namespace

Table failures_table(const std::vector<Failure>& failures) {
  Table table{"failed", "What could not be found out", "알아내지 못한 것", {}, {}, ""};
  table.columns = {text_column("what", "Variant", "변형"), text_column("code", "Code", "코드"),
                   text_column("why", "Why", "이유"),
                   text_column("mend", "What helps", "해결 방법")};
  for (const Failure& f : failures) {
    for (const Diagnostic& d : f.why) {
      table.rows.push_back(row_of(f.what, d.code, d.what, d.mend));
    }
  }
  return table;
}

Json study_json(const StudyReport& report, const StudyFacts& facts) {
  Json out{{"format", "offtake." + facts.study}, {"version", 1}};
  Json set = Json::array();
  for (const std::string& s : facts.set) set.push_back(s);
  out["model"] = {{"title", facts.title},
                  {"hash", facts.model_hash},
                  {"strategy", facts.strategy},
                  {"set", std::move(set)}};
  out["options"] = {{"paths", facts.paths},
                    {"fresh_paths", facts.fresh_paths},
                    {"seed", facts.futures.seed},
                    {"sampling", key_of(facts.futures.sampling)}};
  for (const Table& table : report.tables) out[table.key] = rows_to_json(table);
  for (const auto& [key, value] : report.more.items()) out[key] = value;
  out["failed"] = rows_to_json(failures_table(report.failures));
  out["sentence"] = report.sentence;
  out["whole"] = report.whole;
  return out;
}

RunRecord study_record(const StudyReport& report, const StudyFacts& facts) {
  RunRecord r;
  r.head.title = facts.title;
  r.head.strategy = facts.strategy;
  r.head.model_hash = facts.model_hash;
  r.head.set = facts.set;
  r.head.seed = facts.futures.seed;
  r.head.paths = facts.paths;
  r.head.sampling = key_of(facts.futures.sampling);
  for (const Table& table : report.tables) r.tables[table.key] = to_json(table);
  if (!report.failures.empty()) r.tables["failed"] = to_json(failures_table(report.failures));
  const Table sentence = sentence_table(report);
  r.tables[sentence.key] = to_json(sentence);
  return r;
}

}  // namespace offtake
