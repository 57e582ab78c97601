// The languages that people are answered in.
#pragma once

namespace offtake {

enum class Language { en, ko };

}  // namespace offtake
