// The words of a report, in both languages: docs/glossary.md has more of them, and tells these
// alike.
#pragma once

#include <span>

namespace offtake {

struct Word {
  const char *en, *ko;
  const char *meaning, *meaning_ko;
};

std::span<const Word> glossary();

}  // namespace offtake
