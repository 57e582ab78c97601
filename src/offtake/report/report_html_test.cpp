#include "offtake/report/report_html.h"

#include <gtest/gtest.h>

#include "offtake/base/hash.h"

namespace offtake {
namespace {

// What stands between the first `open` and the `close` after it.
std::string between(std::string_view text, std::string_view open, std::string_view close) {
  const std::size_t at = text.find(open);
  if (at == std::string_view::npos) return "missing";
  const std::size_t begin = at + open.size();
  return std::string(text.substr(begin, text.find(close, begin) - begin));
}

PageDocument with_title(const std::string& title) {
  Page page;
  page.title = title;
  return page_document(page);
}

TEST(ReportHtml, IsTheBuiltPageWithADocument) {
  const std::string html = report_html(with_title("plain"));
  EXPECT_EQ(html.find("<!doctype html>"), 0U);
  EXPECT_GT(html.size(), built_page().size());
  const Json json = Json::parse(between(html, "id=\"offtake-page\">", "</script>"));
  EXPECT_EQ(json["title"], "plain");
  EXPECT_EQ(between(html, "id=\"offtake-numbers\">", "</script>"), "");
}

TEST(ReportHtml, ThePolicyLetsOnlyItsOwnScriptRun) {
  const std::string html = report_html(with_title("plain"));
  const std::string policy = between(html, "Security-Policy\" content=\"", "\"");
  EXPECT_EQ(policy, page_policy(false));
  const std::string script =
      between(built_page(), "<script type=\"module\" crossorigin>", "</script>");
  ASSERT_GT(script.size(), 1000U);
  EXPECT_NE(policy.find("script-src 'sha256-" + base64(sha256(script)) + "';"), std::string::npos);
  EXPECT_EQ(policy.find("default-src 'none';"), 0U);
  for (const char* weak : {"unsafe-eval", "https:", "script-src 'unsafe", "connect-src", "*"}) {
    EXPECT_EQ(policy.find(weak), std::string::npos) << weak;
  }
  EXPECT_NE(page_policy(true).find("connect-src 'self';"), std::string::npos);
  // It holds only for what comes after it.
  EXPECT_LT(html.find("Content-Security-Policy"), html.find("<script"));
  EXPECT_LT(html.find("Content-Security-Policy"), html.find("<style"));
}

TEST(ReportHtml, NoTextEndsItsScript) {
  const std::string hostile = "</script><script>alert(1)</script><!--<script>&\u2028\u2029";
  const std::string html = report_html(with_title(hostile));
  EXPECT_EQ(html.find("<script>alert"), std::string::npos);
  const std::string text = between(html, "id=\"offtake-page\">", "</script>");
  EXPECT_EQ(text.find_first_of("<>&"), std::string::npos);
  EXPECT_EQ(text.find("\u2028"), std::string::npos);
  const std::string title = Json::parse(text)["title"];
  EXPECT_EQ(title.substr(0, 30), hostile.substr(0, 30));
}

}  // namespace
}  // namespace offtake
