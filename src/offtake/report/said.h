// How numbers are said in the sentences of a page, and commands beside them.
#pragma once

#include "offtake/report/page.h"

namespace offtake {

// A number in a sentence.
Text number_text(double value, Dimension dimension, int digits = 3);
Text share_text(double value, int digits = 3);  // 27.2 %

// As one word of a POSIX shell.
std::string shell_word(const std::string& text);

}  // namespace offtake
