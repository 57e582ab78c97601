// The report: one HTML file that opens from disk with no network. It is the built page
// (web/dist/index.html) with a PageDocument in it.
//
// The document stands in a script element of type application/json, in which < > & U+2028 U+2029
// are escaped, so that no text of a model can end it; the numbers beside it in Base64. The page has
// a policy that lets nothing run but its own script (by its hash) and nothing be fetched.
#pragma once

#include <string>
#include <string_view>

#include "offtake/report/page_document.h"

namespace offtake {

std::string_view built_page();  // web/dist/index.html, as it was when the program was built

// The policy of the built page: only its own scripts and styles, by their hashes. `live`: that of
// `offtake serve`, which may ask where it comes from; that nothing frames it the server adds
// itself.
std::string page_policy(bool live);

std::string report_html(const PageDocument& document);

}  // namespace offtake
