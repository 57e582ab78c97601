// The assembler takes the page in as it is: as a literal it would be over the compiler's limits.
#include <cstddef>

#include "offtake/report/report_html.h"

asm(".pushsection .rodata\n"
    ".global offtake_page_begin\n"
    ".hidden offtake_page_begin\n"
    "offtake_page_begin:\n"
    ".incbin \"" OFFTAKE_BUILT_PAGE
    "\"\n"
    ".global offtake_page_end\n"
    ".hidden offtake_page_end\n"
    "offtake_page_end:\n"
    ".popsection\n");

extern "C" {
extern const char offtake_page_begin[];
extern const char offtake_page_end[];
}

namespace offtake {

std::string_view built_page() {
  return {offtake_page_begin, std::size_t(offtake_page_end - offtake_page_begin)};
}

}  // namespace offtake
