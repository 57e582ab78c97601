// What is going on, on stderr.
#pragma once

#include <chrono>
#include <string>

#include "options.h"

namespace offtake::cli {

// Of `auto`: a bar on a terminal, otherwise nothing.
ProgressMode chosen(ProgressMode mode);

// Share done and time left.
// bar    one line, drawn anew ten times a second
// plain  a line at each tenth
// json   {"event": "progress", "label", "done", "seconds_left"}, a line at each hundredth
// auto   a bar on a terminal, otherwise nothing
class Progress {
 public:
  Progress(std::string label, const Options& options);
  ~Progress();  // clears the bar
  void clear();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void label(const std::string& text);
  // `done` in 0..1; calls must not overlap. What goes backwards is not shown.
  void operator()(double done);

 private:
  void draw_bar(double done, double left);

  using Clock = std::chrono::steady_clock;
  std::string label_;
  ProgressMode mode_;
  bool color_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point drawn_ = {};
  int shown_ = 0;  // in hundredths
  bool bar_is_up_ = false;
};

}  // namespace offtake::cli
