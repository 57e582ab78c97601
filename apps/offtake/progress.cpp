#include "progress.h"

#include <unistd.h>

#include <cmath>

#include "offtake/base/json.h"
#include "offtake/base/text.h"
#include "output.h"

namespace offtake::cli {
namespace {

constexpr int kBarWidth = 30;

std::string time_text(double seconds) {
  const auto s = static_cast<long long>(std::ceil(seconds));
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {:02} s", s / 60, s % 60);
  return fmt::format("{} h {:02} min", s / 3600, s % 3600 / 60);
}

}  // namespace

ProgressMode chosen(ProgressMode mode) {
  if (mode != ProgressMode::automatic) return mode;
  return ::isatty(STDERR_FILENO) == 1 ? ProgressMode::bar : ProgressMode::none;
}

Progress::Progress(std::string label, const Options& options)
    : label_(escape_controls(label)),
      mode_(chosen(options.progress)),
      color_(color_on_stderr(options.color)) {}

Progress::~Progress() { clear(); }

void Progress::clear() {
  if (bar_is_up_) say("\r\x1b[K");
  bar_is_up_ = false;
}

void Progress::label(const std::string& text) { label_ = escape_controls(text); }

void Progress::operator()(double done) {
  if (mode_ == ProgressMode::none || !(done > 0.0)) return;
  const int hundredths = static_cast<int>(std::floor(done * 100.0 + 1e-9));
  const Clock::time_point now = Clock::now();
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double left = elapsed * (1.0 - done) / done;
  if (mode_ == ProgressMode::bar) {
    if (hundredths < shown_ || now - drawn_ < std::chrono::milliseconds(100)) return;
    drawn_ = now;
    draw_bar(done, left);
  } else {
    const int grain = mode_ == ProgressMode::plain ? 10 : 1;
    if (hundredths / grain <= shown_ / grain) return;
    if (mode_ == ProgressMode::plain) {
      say(fmt::format("{}: {} %, {} left\n", label_, hundredths, time_text(left)));
    } else {
      const Json event = {
          {"event", "progress"}, {"label", label_}, {"done", done}, {"seconds_left", left}};
      say(event.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
    }
  }
  shown_ = hundredths;
}

void Progress::draw_bar(double done, double left) {
  const int full = static_cast<int>(done * kBarWidth);
  std::string bar;
  for (int i = 0; i < kBarWidth; ++i) bar += i < full ? "█" : "░";
  if (color_) bar = "\x1b[36m" + bar + "\x1b[0m";
  say(fmt::format("\r{} {} {:3.0f} %  {} left\x1b[K", label_, bar, done * 100.0, time_text(left)));
  bar_is_up_ = true;
}

}  // namespace offtake::cli
