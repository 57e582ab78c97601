#include "offtake/plan/team.h"

#include <exception>
#include <new>

#include "offtake/base/text.h"

namespace offtake {
namespace {

std::string message_of(const TeamRequest& request) {
  std::vector<double> all = {double(request.kind), double(request.decisions)};
  all.insert(all.end(), request.numbers.begin(), request.numbers.end());
  return bytes_of(all);
}

TeamRequest request_of(const std::string& message) {
  std::vector<double> all;
  append_doubles(message, all);
  OFFTAKE_CHECK(all.size() >= 2, fmt::format("{} numbers", all.size()));
  return {static_cast<TeamRequest::Kind>(static_cast<int>(all[0])),
          static_cast<Decisions>(static_cast<int>(all[1])),
          {all.begin() + 2, all.end()}};
}

Diagnostic failed(std::string what, std::string mend) {
  Diagnostic d;
  d.code = "E1342";
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

// A rank that throws would leave the others waiting: it answers instead.
Result<std::string> answer(const Answer& own, const TeamRequest& request) {
  try {
    return own(request);
  } catch (const std::bad_alloc&) {
    return failed("not enough memory", "take fewer --paths, or spread them over more machines");
  } catch (const std::exception& error) {
    return failed(fmt::format("internal error: {}", error.what()), "report it");
  }
}

Diagnostics of_rank(Diagnostics errors, const std::string& name) {
  for (Diagnostic& d : errors) d.what = name + ": " + d.what;
  return errors;
}

}  // namespace

Result<std::vector<double>> PlanTeam::ask(const TeamRequest& request) {
  if (auto told = ranks_.broadcast(message_of(request)); !told) return told.errors();
  const Result<std::string> own = answer(own_, request);
  const auto all = ranks_.gather(packed(own));
  if (!all) return all.errors();
  std::vector<double> out;
  for (std::size_t r = 0; r < all->size(); ++r) {
    const Result<std::string> one = unpacked((*all)[r]);
    if (!one) return r == 0 ? one.errors() : of_rank(one.errors(), ranks_.name(int(r)));
    append_doubles(*one, out);
  }
  return out;
}

Status serve_team(Communicator& ranks, const Answer& own) {
  while (true) {
    const Result<std::string> message = ranks.broadcast({});
    if (!message) return message.errors();
    const TeamRequest request = request_of(*message);
    if (request.kind == TeamRequest::Kind::end) return ok_status();
    if (auto sent = ranks.gather(packed(answer(own, request))); !sent) return sent.errors();
  }
}

void dismiss_team(Communicator& ranks) {
  // Who is lost hears nothing, and the job ends anyway.
  (void)ranks.broadcast(message_of({TeamRequest::Kind::end, Decisions::plan}));
}

}  // namespace offtake
