#include "offtake/modelfile/numbers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "offtake/base/text.h"

namespace offtake {
namespace {

namespace fs = std::filesystem;

std::vector<SourceText> starter_and(const std::string& more) {
  std::vector<SourceText> files = starter_model();
  files.push_back({"more.yaml", more});
  return files;
}

const WrittenNumber* find(const std::vector<WrittenNumber>& all, const std::string& key) {
  const auto at = std::find_if(all.begin(), all.end(), [&](const auto& n) { return n.key == key; });
  return at == all.end() ? nullptr : &*at;
}

TEST(WrittenNumbers, HaveAUnitARangeAndAPlace) {
  const Result<LoadedModel> loaded = load_sources(starter_and(R"(sites:
  north.1: {power_price: {2025-01: $40/MWh, growth: 2x/year}, pue: 1.3}
)"));
  ASSERT_TRUE(loaded) << render(loaded.errors().front());
  const auto all = written_numbers(*loaded);
  const WrittenNumber* price = find(all, "sites.north.1.power_price.2025-01");
  ASSERT_TRUE(price);
  EXPECT_EQ(price->group, "sites.north.1");
  EXPECT_EQ(price->text, "$40/MWh");
  EXPECT_EQ(price->before, "$");
  EXPECT_EQ(price->number, 40.0);
  EXPECT_EQ(price->after, "/MWh");
  EXPECT_EQ(price->low, 0.0);
  EXPECT_EQ(price->high, 80.0);
  EXPECT_EQ(price->place.file, "more.yaml");
  EXPECT_EQ(price->place.line, 2);
  const WrittenNumber* growth = find(all, "sites.north.1.power_price.growth");
  ASSERT_TRUE(growth);
  EXPECT_EQ(growth->low, 0.5);
  EXPECT_EQ(growth->high, 4.0);
  const WrittenNumber* pue = find(all, "sites.north.1.pue");
  ASSERT_TRUE(pue);
  EXPECT_GE(pue->low, 1.0);  // nothing below is allowed
  EXPECT_FALSE(find(all, "clock.start"));
}

// A period's first month where something begins, its last where it ends.
TEST(WrittenNumbers, DatesAreMonths) {
  const Result<LoadedModel> loaded = load_sources(starter_and(
      "agreements:\n  only: {kind: exclusivity, tenant: lab, provider: cloud, from: 2025Q2, "
      "until: 2026Q2}\n"));
  ASSERT_TRUE(loaded) << render(loaded.errors().front());
  const std::vector<WrittenNumber> all = written_numbers(*loaded);
  const WrittenNumber* from = find(all, "agreements.only.from");
  const WrittenNumber* until = find(all, "agreements.only.until");
  ASSERT_TRUE(from && until);
  EXPECT_TRUE(from->is_date);
  EXPECT_EQ(from->text, "2025Q2");
  EXPECT_EQ(set_text(*from, from->number), "2025-04");
  EXPECT_EQ(set_text(*until, until->number), "2026-06");
  EXPECT_EQ(set_text(*until, until->high), "2029-06");
}

TEST(WrittenNumbers, OfAnOptionAreNotWritten) {
  const Result<LoadedModel> loaded = load_sources(starter_and("sites: {a: {power_price: $40/MWh}}"),
                                                  {{"sites.a.power_price=$41/MWh"}});
  ASSERT_TRUE(loaded);
  EXPECT_FALSE(find(written_numbers(*loaded), "sites.a.power_price"));
}

// In every example each number can be set: as it is the model stays what it was, and both ends of
// its range are values of its kind.
TEST(WrittenNumbers, CanAllBeSet) {
  const std::set<std::string> of_the_value_alone = {"E0101", "E0110", "E0113", "E0213",
                                                    "E0216", "E0220", "E0221", "E0223",
                                                    "E0230", "E0231", "E0232", "E0901"};
  const char* source = std::getenv("OFFTAKE_SOURCE");
  ASSERT_TRUE(source);
  int models = 0, numbers = 0;
  for (const auto& example : fs::directory_iterator(fs::path(source) / "examples")) {
    const Result<LoadedModel> loaded = load_model(example.path().string());
    if (!loaded) continue;
    ++models;
    for (const WrittenNumber& n : written_numbers(*loaded)) {
      ++numbers;
      EXPECT_LE(n.low, n.number) << n.key;
      EXPECT_GE(n.high, n.number) << n.key;
      EXPECT_LT(n.low, n.high) << n.key;
      for (const double number : {n.number, n.low, n.high}) {
        const std::string set = n.key + "=" + set_text(n, number);
        const Result<LoadedModel> other = load_sources(loaded->sources, {{set}});
        if (other) continue;
        EXPECT_NE(number, n.number) << set << "\n" << render(other.errors().front());
        EXPECT_FALSE(of_the_value_alone.contains(other.errors().front().code))
            << set << "\n"
            << render(other.errors().front());
      }
    }
  }
  EXPECT_GT(models, 3);
  EXPECT_GT(numbers, 300);
}

}  // namespace
}  // namespace offtake
