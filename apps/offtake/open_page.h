// Opens an address in the browser of the desktop.
#pragma once

#include <string>

namespace offtake::cli {

// An address holds a secret, and what a program is started with is shown to every user of the
// computer: the browser is given a file that only this user may read and that leads there. It is
// deleted when this is.
class OpenedPage {
 public:
  OpenedPage() = default;
  explicit OpenedPage(const std::string& address);
  OpenedPage(OpenedPage&& other) noexcept : folder_(std::move(other.folder_)) {
    other.folder_.clear();
  }
  OpenedPage& operator=(OpenedPage&&) = delete;
  ~OpenedPage();

 private:
  std::string folder_;
};

// There is a desktop, and a person before it.
bool can_open_page();

// Opens a file of ours.
void open_file(const std::string& path);

}  // namespace offtake::cli
