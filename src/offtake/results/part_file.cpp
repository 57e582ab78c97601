#include "offtake/results/part_file.h"

#include "offtake/base/hash.h"
#include "offtake/base/text.h"
#include "offtake/results/results_impl.h"

namespace offtake {
namespace {

constexpr std::string_view kMagic = "offtake.part 1\n";
constexpr std::size_t kHashBytes = 32;

Diagnostic broken(const std::string& name, const std::string& why) {
  Diagnostic d;
  d.code = "E1361";
  d.what = fmt::format("{} {}", quote(name), why);
  d.mend = "write that part again: offtake simulate MODEL --shard I/N -o FILE";
  return d;
}

Json head_json(const PartHead& h) {
  Json inputs = Json::array();
  for (const RunInput& i : h.inputs) inputs.push_back({{"name", i.name}, {"text", i.text}});
  return {{"version", h.run.version},
          {"command", h.run.command},
          {"title", h.run.title},
          {"strategy", h.run.strategy},
          {"model_hash", h.run.model_hash},
          {"set", h.run.set},
          {"seed", h.run.seed},
          {"paths", h.run.paths},
          {"sampling", h.run.sampling},
          {"started", h.run.started},
          {"folder", h.folder},
          {"plan", h.plan},
          {"contagion", h.contagion},
          {"may_fail", h.may_fail},
          {"asked", h.asked},
          {"part", h.part},
          {"of", h.of},
          {"inputs", std::move(inputs)}};
}

PartHead head_of(const Json& json) {
  PartHead h;
  json.at("version").get_to(h.run.version);
  json.at("command").get_to(h.run.command);
  json.at("title").get_to(h.run.title);
  json.at("strategy").get_to(h.run.strategy);
  json.at("model_hash").get_to(h.run.model_hash);
  json.at("set").get_to(h.run.set);
  json.at("seed").get_to(h.run.seed);
  json.at("paths").get_to(h.run.paths);
  json.at("sampling").get_to(h.run.sampling);
  json.at("started").get_to(h.run.started);
  json.at("folder").get_to(h.folder);
  json.at("plan").get_to(h.plan);
  json.at("contagion").get_to(h.contagion);
  json.at("may_fail").get_to(h.may_fail);
  json.at("asked").get_to(h.asked);
  json.at("part").get_to(h.part);
  json.at("of").get_to(h.of);
  for (const Json& i : json.at("inputs")) {
    h.inputs.push_back({i.at("name").get<std::string>(), i.at("text").get<std::string>()});
  }
  return h;
}

}  // namespace

std::string part_file_text(const PartHead& head, std::string_view bytes) {
  std::string text(kMagic);
  text += json_text(head_json(head)) + "\n";
  text += bytes;
  text += sha256(text);
  return text;
}

Result<PartFile> read_part_file(std::string_view text, const std::string& name) {
  if (!text.starts_with(kMagic)) return broken(name, "is no part of a simulation");
  if (text.size() < kMagic.size() + kHashBytes ||
      sha256(text.substr(0, text.size() - kHashBytes)) != text.substr(text.size() - kHashBytes)) {
    return broken(name, "is damaged, or was cut short");
  }
  const std::string_view body =
      text.substr(kMagic.size(), text.size() - kMagic.size() - kHashBytes);
  const std::size_t line = body.find('\n');
  try {
    const Json head = Json::parse(body.substr(0, line));
    return PartFile{head_of(head), body.substr(std::min(body.size(), line + 1))};
  } catch (const Json::exception&) {
    return broken(name, "has a head that can not be read");
  }
}

std::vector<std::string> differences(const PartHead& a, const PartHead& b) {
  std::vector<std::string> all;
  const auto differ = [&](bool other, const char* what) {
    if (other) all.emplace_back(what);
  };
  differ(a.run.version != b.run.version, "the version of the program");
  differ(a.run.model_hash != b.run.model_hash, "the model");
  differ(a.run.strategy != b.run.strategy, "the strategy");
  differ(a.plan != b.plan, "the plan");
  differ(a.run.paths != b.run.paths, "the number of paths");
  differ(a.run.seed != b.run.seed, "the seed");
  differ(a.run.sampling != b.run.sampling, "the sampling");
  differ(a.contagion != b.contagion || a.may_fail != b.may_fail, "contagion");
  differ(a.of != b.of, "the number of parts");
  return all;
}

}  // namespace offtake
