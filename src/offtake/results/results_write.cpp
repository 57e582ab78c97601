#include <algorithm>

#include "offtake/base/text.h"
#include "offtake/results/results_impl.h"
#include "offtake/results/results_schema.h"

namespace offtake {
namespace {

// FNV-1a: only to find equal texts fast.
std::int64_t hash_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return static_cast<std::int64_t>(hash);
}

Result<std::int64_t> write_head(const Database& database, const RunRecord& r) {
  const RunHead& h = r.head;
  Statement s = database.prepare(
      "INSERT INTO runs (command, title, strategy, model_hash, set_options, seed, paths, sampling, "
      "version, started, ended, steps, runoff_steps, probabilities, tables) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  s.bind(h.command).bind(h.title).bind(h.strategy).bind(h.model_hash).bind(json_text(Json(h.set)));
  s.bind(std::to_string(h.seed)).bind(h.paths).bind(h.sampling).bind(h.version);
  s.bind(h.started)
      .bind(h.ended)
      .bind(json_text(Json(r.steps)))
      .bind(json_text(Json(r.runoff_steps)));
  s.bind(r.probabilities).bind(json_text(r.tables));
  if (Status status = s.run(); !status) return status.errors();
  return database.last_row();
}

// The text's id; equal texts are stored once.
Result<std::int64_t> write_text(const Database& database, const std::string& text) {
  const std::int64_t hash = hash_of(text);
  Statement find = database.prepare("SELECT text_id FROM texts WHERE hash = ? AND text = ?");
  find.bind(hash).bind(text);
  if (find.next()) return find.integer();
  if (Status status = find.finish(); !status) return status.errors();
  Statement insert = database.prepare("INSERT INTO texts (hash, text) VALUES (?, ?)");
  insert.bind(hash).bind(text);
  if (Status status = insert.run(); !status) return status.errors();
  return database.last_row();
}

Status write_inputs(const Database& database, std::int64_t run, const RunRecord& r) {
  Statement s = database.prepare("INSERT INTO inputs (run, name, text_id) VALUES (?, ?, ?)");
  for (const RunInput& input : r.inputs) {
    const Result<std::int64_t> text = write_text(database, input.text);
    if (!text) return text.errors();
    s.bind(run).bind(input.name).bind(*text);
    if (Status status = s.run(); !status) return status;
  }
  return ok_status();
}

void check_shape(const RunSeries& x, const RunRecord& r) {
  const std::size_t steps = r.steps.size();
  OFFTAKE_CHECK(x.mean.size() == steps && x.standard_error.size() == steps &&
                    x.quantile.size() == steps * r.probabilities.size() &&
                    (steps == 0 || x.sampled.size() % steps == 0),
                "series of another shape: " + x.measure);
}

Status write_series(const Database& database, std::int64_t run, const RunRecord& r) {
  Statement s = database.prepare(
      "INSERT INTO series (run, measure, party, step, mean, standard_error, quantiles, sampled) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const std::size_t quantiles = r.probabilities.size();
  for (const RunSeries& x : r.series) {
    check_shape(x, r);
    const std::size_t sampled = x.mean.empty() ? 0 : x.sampled.size() / x.mean.size();
    for (std::size_t k = 0; k < x.mean.size(); ++k) {
      s.bind(run).bind(x.measure).bind(x.party).bind(std::int64_t(k));
      s.bind(x.mean[k]).bind(x.standard_error[k]);
      s.bind(x.quantile.data() + k * quantiles, quantiles);
      s.bind(x.sampled.data() + k * sampled, sampled);
      if (Status status = s.run(); !status) return status;
    }
  }
  return ok_status();
}

Status write_values(const Database& database, std::int64_t run, const RunRecord& r) {
  Statement s =
      database.prepare("INSERT INTO npv (run, party, first_path, npv_usd) VALUES (?, ?, ?, ?)");
  for (const RunValue& v : r.values) {
    for (std::size_t first = 0; first < v.npv_usd.size(); first += kPathsPerRow) {
      s.bind(run).bind(v.party).bind(std::int64_t(first));
      s.bind(v.npv_usd.data() + first, std::min(kPathsPerRow, v.npv_usd.size() - first));
      if (Status status = s.run(); !status) return status;
    }
  }
  return ok_status();
}

Status write_ledger(const Database& database, std::int64_t run, const RunRecord& r) {
  Statement s = database.prepare(
      "INSERT INTO ledger (run, line, agreement, workload, account, payer, payee, mean_usd) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  for (std::size_t i = 0; i < r.ledger.size(); ++i) {
    const RunLedgerLine& l = r.ledger[i];
    s.bind(run).bind(std::int64_t(i)).bind(l.agreement).bind(l.workload).bind(l.account);
    s.bind(l.payer).bind(l.payee).bind(l.mean_usd);
    if (Status status = s.run(); !status) return status;
  }
  return ok_status();
}

Result<std::int64_t> write_run(const Database& database, const RunRecord& record) {
  Transaction transaction(database);
  if (!transaction.begun()) return transaction.begun().errors();
  const Result<std::int64_t> run = write_parts(database, record);
  if (!run) return run;
  if (Status status = transaction.commit(); !status) return status.errors();
  return run;
}

double mebibytes(const RunRecord& r) {
  std::size_t bytes = 65536;
  for (const RunInput& x : r.inputs) bytes += x.text.size();
  for (const RunSeries& x : r.series) {
    bytes += 8 * (2 * x.mean.size() + x.quantile.size() + x.sampled.size()) + 64 * x.mean.size();
  }
  for (const RunValue& x : r.values) bytes += 8 * x.npv_usd.size();
  for (const RunLedgerLine& x : r.ledger) bytes += 8 * x.mean_usd.size() + 128;
  return double(bytes) / 1048576.0;
}

}  // namespace

Status write_measures(const Database& database, std::int64_t run, const RunRecord& record) {
  for (const auto& part : {write_series, write_values, write_ledger}) {
    if (Status status = part(database, run, record); !status) return status;
  }
  return ok_status();
}

Result<std::int64_t> write_parts(const Database& database, const RunRecord& record) {
  const Result<std::int64_t> run = write_head(database, record);
  if (!run) return run;
  for (const auto& part : {write_inputs, write_measures}) {
    if (Status status = part(database, *run, record); !status) return status.errors();
  }
  return run;
}

std::string json_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::int64_t> ResultsFile::write(const RunRecord& record) {
  OFFTAKE_CHECK(impl_ != nullptr, "the results file is closed");
  Result<std::int64_t> run = write_run(impl_->database, record);
  if (run || run.errors().front().code != "E1005") return run;
  Diagnostic d = run.errors().front();
  d.what += fmt::format("; this run needs about {:.1f} MiB", mebibytes(record));
  return d;
}

}  // namespace offtake
