// What reaches the user: results on stdout, everything else on stderr.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "offtake/base/json.h"
#include "offtake/base/result.h"
#include "offtake/results/table.h"
#include "options.h"

namespace offtake::cli {

inline constexpr int kDone = 0;
inline constexpr int kUsage = 2;
inline constexpr int kWrongModel = 3;
inline constexpr int kInfeasible = 4;
inline constexpr int kLimit = 5;
inline constexpr int kFailure = 6;
inline constexpr int kUnproven = 7;  // a plan without the proof that was asked for
inline constexpr int kNotWritten = 8;
inline constexpr int kInterrupted = 130;

// A closed standard stream is replaced by one that fails, so that no file of ours takes its number
// and is written over. SIGPIPE and SIGXFSZ are ignored: the write that failed says so.
void prepare_streams();

// Writes all of it to stdout. Returns kDone, or kFailure: quietly when nobody reads any more,
// otherwise with the reason on stderr.
int print(std::string_view text);
// E1011 when it can not be written. A file that is there is replaced, whole or not at all; what is
// no ordinary file (a device, a pipe, a link) is written to.
Status write_file(const std::string& path, std::string_view text);
// To stderr; what can not be said is lost.
void say(std::string_view text);

bool color_on_stdout(ColorMode mode);
bool color_on_stderr(ColorMode mode);

// E0903 when --table asks for none of `keys`.
Status check_tables(const std::vector<std::string>& keys, const Options& options);
// --table asks for this one, or for none.
bool is_asked(const std::string& key, const Options& options);

// Those that are asked for, in the asked format. Several tables: one object with the rows by table
// key, or one block each.
std::string render_tables(std::vector<Table> tables, const Options& options);
std::string render_json(const Json& document);

// What was asked cannot be done.
Diagnostic refusal(std::string code, std::string what, std::string mend);

// The diagnostics on stderr, the first 50 of them or all.
void say_diagnostics(const Diagnostics& diagnostics, const Options& options);
// The same, and the exit code that the worst of them asks for.
int fail(const Diagnostics& errors, const Options& options);
int exit_code_of(const Diagnostics& errors);

}  // namespace offtake::cli
