// The model folder as `serve` sees it: read once, read again when a file changes on disk, checked
// with other texts, saved.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "offtake/modelfile/modelfile.h"

namespace offtake::cli {

struct ModelState {
  std::vector<SourceText> files;             // as they are on disk, right or wrong
  std::string hash;                          // of them
  std::shared_ptr<const LoadedModel> model;  // the last right one; may be none
  bool right = false;                        // `model` is what is on disk
  Diagnostics diagnostics;                   // errors, or warnings
};

struct FileToSave {
  SourceText file;
  std::string hash;  // of the text that it takes the place of; empty: there is none yet
};

struct Checked {
  bool saved = false;
  Diagnostics diagnostics;  // with an error nothing is saved
};

class LiveModel {
 public:
  explicit LiveModel(std::string folder);

  std::shared_ptr<const ModelState> now() const;
  // Looks whether a file has changed, and reads all of them again if so. True: the model is
  // another.
  bool refresh();

  // As if these were its files, or came to them. Errors: E1164 a name that may not be.
  Result<Checked> check(const std::vector<SourceText>& files) const;
  // All of them or none. Errors: E1164; E1163 a file on disk is another than the one that was
  // edited; E0995 it cannot be written.
  Result<Checked> save(const std::vector<FileToSave>& files);

  const std::string& folder() const { return folder_; }

 private:
  std::string signature() const;
  void read();

  std::string folder_;
  mutable std::mutex lock_;  // of what follows
  std::mutex writing_;       // one reads or writes the folder
  std::shared_ptr<const ModelState> state_ = std::make_shared<ModelState>();
  std::string signature_;
};

std::string hash_of_file(const SourceText& file);

}  // namespace offtake::cli
