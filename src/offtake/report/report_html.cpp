#include "offtake/report/report_html.h"

#include "offtake/base/hash.h"
#include "offtake/base/text.h"

namespace offtake {
namespace {

// An element whose text is no markup: its name, and what stands between its tags.
struct RawElement {
  std::string_view name, text;
};

// The scripts and styles of a page, in their order. What looks like a tag inside of one is its
// text.
std::vector<RawElement> raw_elements(std::string_view page) {
  std::vector<RawElement> out;
  for (std::size_t at = 0; (at = page.find('<', at)) != std::string_view::npos; ++at) {
    for (const std::string_view name : {"script", "style"}) {
      const std::string_view rest = page.substr(at + 1);
      if (!rest.starts_with(name)) continue;
      const char next = rest.size() > name.size() ? rest[name.size()] : '\0';
      if (next != '>' && next != ' ') continue;
      const std::size_t begin = page.find('>', at) + 1;
      const std::size_t end = page.find(fmt::format("</{}>", name), begin);
      OFFTAKE_CHECK(end != std::string_view::npos, std::string(name));
      out.push_back({name, page.substr(begin, end - begin)});
      at = end;
      break;
    }
  }
  return out;
}

// 'sha256-…' of each; none where there is none.
std::string hashes(std::string_view name) {
  std::string out;
  for (const RawElement& element : raw_elements(built_page())) {
    if (element.name != name) continue;
    out += fmt::format("{}'sha256-{}'", out.empty() ? "" : " ", base64(sha256(element.text)));
  }
  return out.empty() ? "'none'" : out;
}

// JSON that no text of its can end the script element of, or begin one in.
std::string escaped(const std::string& json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (c == '<' || c == '>' || c == '&') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else if (json.compare(at, 3, "\u2028") == 0 || json.compare(at, 3, "\u2029") == 0) {
      out += json.compare(at, 3, "\u2028") == 0 ? "\\u2028" : "\\u2029";
      at += 2;
    } else {
      out += c;
    }
  }
  return out;
}

// Before the first script or style, so that the policy holds for all of them.
std::size_t place_of_data(std::string_view page) {
  const std::size_t script = page.find("<script"), style = page.find("<style");
  const std::size_t at = std::min({script, style, page.find("</head>")});
  OFFTAKE_CHECK(at != std::string_view::npos, "the built page has no head");
  return at;
}

}  // namespace

std::string page_policy(bool live) {
  return fmt::format(
      "default-src 'none'; script-src {}; style-src-elem {}; style-src-attr 'unsafe-inline'; "
      "img-src data:; {}base-uri 'none'; form-action 'none'",
      hashes("script"), hashes("style"), live ? "connect-src 'self'; " : "");
}

std::string report_html(const PageDocument& document) {
  const std::string_view page = built_page();
  const std::size_t at = place_of_data(page);
  std::string out(page.substr(0, at));
  out += fmt::format("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\" />\n    ",
                     page_policy(false));
  out += "<script type=\"application/json\" id=\"offtake-page\">" + escaped(document.json.dump()) +
         "</script>\n    ";
  out += "<script type=\"text/plain\" id=\"offtake-numbers\">" +
         base64(little_endian(document.numbers)) + "</script>\n    ";
  out += page.substr(at);
  return out;
}

}  // namespace offtake
