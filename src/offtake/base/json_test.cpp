#include "offtake/base/json.h"

#include <gtest/gtest.h>

namespace offtake {
namespace {

TEST(YamlQuoted, OneLineThatReadsBack) {
  EXPECT_EQ(yaml_quoted(""), R"("")");
  EXPECT_EQ(yaml_quoted("Part: \"of it\", 일부 \\ 'x' # 😀"),
            R"("Part: \"of it\", 일부 \\ 'x' # 😀")");
  EXPECT_EQ(yaml_quoted("a\rb\nc\td"), R"("a\rb\nc\td")");
  // YAML 1.1 ends lines at these too.
  EXPECT_EQ(yaml_quoted("a\xc2\x85\xe2\x80\xa8z"), R"("a\u0085\u2028z")");
  EXPECT_EQ(yaml_quoted(std::string("\0\x1f\x7f", 3)), R"("\u0000\u001f\u007f")");
  EXPECT_EQ(yaml_quoted("\xf3\xa0\x80\x81"), R"("\U000e0001")");
  EXPECT_EQ(yaml_quoted("a\xff"), "\"a\xef\xbf\xbd\"");
}

}  // namespace
}  // namespace offtake
