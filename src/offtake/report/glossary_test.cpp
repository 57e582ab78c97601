#include "offtake/report/glossary.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace offtake {
namespace {

TEST(Glossary, HasTheWordsOfTheDocumentation) {
  const char* root = std::getenv("OFFTAKE_SOURCE");
  ASSERT_NE(root, nullptr);
  std::ostringstream text;
  text << std::ifstream(std::string(root) + "/docs/glossary.md").rdbuf();
  for (const Word& w : glossary()) {
    const std::string row = std::string("| ") + w.en + " | " + w.ko + " |";
    EXPECT_NE(text.str().find(row), std::string::npos) << row;
  }
}

}  // namespace
}  // namespace offtake
