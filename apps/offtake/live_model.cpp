#include "live_model.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "offtake/base/hash.h"
#include "offtake/base/text.h"
#include "offtake/modelfile/csv.h"
#include "offtake/modelfile/folder.h"
#include "offtake/modelfile/yaml.h"
#include "output.h"
#include "write_file.h"

namespace offtake::cli {
namespace {

constexpr std::size_t kLongestName = 100;

bool holds(const std::vector<SourceText>& files, const std::string& name) {
  return std::any_of(files.begin(), files.end(),
                     [&](const SourceText& s) { return s.name == name; });
}

// What may become a file: in the folder itself, and nothing hidden.
bool is_plain_yaml(const std::string& name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return name.size() > 5 && name.size() <= kLongestName && name.ends_with(".yaml") &&
         name.front() != '.' && std::all_of(name.begin(), name.end(), fits);
}

Status check_names(const ModelState& state, const std::vector<SourceText>& files) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string& name = files[i].name;
    const auto before = files.begin() + std::ptrdiff_t(i);
    const bool twice =
        std::any_of(files.begin(), before, [&](const SourceText& s) { return s.name == name; });
    if (!twice && (holds(state.files, name) || is_plain_yaml(name))) continue;
    Diagnostic d = refusal("E1164", fmt::format("{} can be no file of the model", quote(name)),
                           "name a file that it has, or a new one such as `more.yaml`");
    if (twice) d.what = fmt::format("{} is given twice", quote(name));
    return d;
  }
  return ok_status();
}

// A file that a wrong model names and that is not there: it may come, and nothing else tells so.
bool lacks_file(const ModelState& state) {
  return std::any_of(state.diagnostics.begin(), state.diagnostics.end(),
                     [](const Diagnostic& d) { return d.code == "E0501"; });
}

const Diagnostics& problems(const Result<LoadedModel>& loaded) {
  return loaded ? loaded->warnings : loaded.errors();
}

// What was edited is what is there.
Status unchanged(const std::string& folder, const std::vector<FileToSave>& files) {
  const Result<Folder> opened = Folder::open(folder);
  if (!opened) return opened.errors();
  for (const FileToSave& f : files) {
    const Result<std::string> text = opened->read(f.file.name, kMostCsvBytes);
    const bool none = !text && text.errors().front().code == "E0501";
    if (!text && !none) return text.errors();
    const std::string hash = none ? "" : hash_of_file({f.file.name, *text});
    if (hash == f.hash) continue;
    return refusal("E1163", fmt::format("{} has changed on disk meanwhile", quote(f.file.name)),
                   "load it again, and make the change there");
  }
  return ok_status();
}

}  // namespace

std::string hash_of_file(const SourceText& file) { return sha256_hex(file.text); }

LiveModel::LiveModel(std::string folder) : folder_(std::move(folder)) {
  signature_ = signature();
  read();
}

std::shared_ptr<const ModelState> LiveModel::now() const {
  const std::lock_guard holds(lock_);
  return state_;
}

// Names, times and sizes of all that the model was read from.
std::string LiveModel::signature() const {
  namespace fs = std::filesystem;
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    std::string name = at->path().filename().string();
    if (name.ends_with(".yaml") && name.front() != '.') names.push_back(std::move(name));
  }
  for (const SourceText& s : now()->files) {
    if (!s.name.ends_with(".yaml")) names.push_back(s.name);
  }
  std::sort(names.begin(), names.end());
  std::string out;
  for (const std::string& name : names) {
    struct stat about {};
    if (::lstat((folder_ + "/" + name).c_str(), &about) != 0) about = {};
    out += fmt::format("{}/{}.{}/{}/{}\n", name, about.st_mtim.tv_sec, about.st_mtim.tv_nsec,
                       about.st_size, about.st_ino);
  }
  return out;
}

bool LiveModel::refresh() {
  const std::lock_guard one(writing_);
  const std::string found = signature();
  if (found == signature_ && !lacks_file(*now())) return false;
  const std::string before = now()->hash;
  read();
  signature_ = found;
  return now()->hash != before;
}

void LiveModel::read() {
  auto state = std::make_shared<ModelState>();
  const auto before = now();
  Result<LoadedModel> loaded = load_model(folder_);
  state->right = loaded.ok();
  state->diagnostics = problems(loaded);
  if (loaded) {
    state->files = loaded->sources;
    state->hash = loaded->hash;
    state->model = std::make_shared<const LoadedModel>(std::move(*loaded));
  } else {
    // A wrong model says nothing of its CSV files: those that it had may still be meant.
    state->model = before->model;
    const Result<Folder> opened = Folder::open(folder_);
    std::string all;
    const auto add = [&](const std::string& name, std::size_t most) {
      const Result<std::string> text = opened->read(name, most);
      if (!text || find_invalid_utf8(*text)) return;
      state->files.push_back({name, *text});
      all += fmt::format("{}:{}:{}", name, text->size(), *text);
    };
    if (opened) {
      for (const std::string& name : opened->yaml()) add(name, kMostYamlBytes);
      for (const SourceText& s : before->files) {
        if (!s.name.ends_with(".yaml")) add(s.name, kMostCsvBytes);
      }
    }
    state->hash = sha256_hex(all);
  }
  const std::lock_guard holds(lock_);
  state_ = std::move(state);
}

Result<Checked> LiveModel::check(const std::vector<SourceText>& files) const {
  if (Status names = check_names(*now(), files); !names) return names.errors();
  return Checked{false, problems(load_model(folder_, {{}, files}))};
}

Result<Checked> LiveModel::save(const std::vector<FileToSave>& files) {
  std::vector<SourceText> texts;
  for (const FileToSave& f : files) texts.push_back(f.file);
  if (Status names = check_names(*now(), texts); !names) return names.errors();
  const std::lock_guard one(writing_);
  if (Status same = unchanged(folder_, files); !same) return same.errors();
  const Result<LoadedModel> loaded = load_model(folder_, {{}, texts});
  if (!loaded) return Checked{false, loaded.errors()};
  if (Status same = unchanged(folder_, files); !same) return same.errors();
  if (Status written = write_whole(folder_, texts); !written) return written.errors();
  return Checked{true, loaded->warnings};
}

}  // namespace offtake::cli
