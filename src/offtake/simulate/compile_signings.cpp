#include <algorithm>
#include <cmath>

#include "offtake/simulate/compile_parts.h"

namespace offtake {
namespace {

double most_share(const Model& model, const Signing& s) {
  return most_share(std::get<CapacityTerms>(model.at(s.offer).terms), s.exercise);
}

SignedSize size_of(const Model& model, const Signing& s) {
  const Agreement& a = model.at(s.offer);
  const double whole = a.delivery() ? s.mw : 1.0;
  SignedSize size{whole, s.epoch, s.mw_by_cell, 1.0, 1.0, 1.0};
  if (s.exercise != Exercise::none) {
    size.least_mw = size.lot_mw = 0.0;
    size.most_mw = most_share(model, s) * a.delivery()->capacity_mw;
  } else if (a.delivery()) {
    size.least_mw = a.least_mw;
    size.most_mw = a.most_mw;
    size.lot_mw = a.tranche_mw;
  }
  return size;
}

bool same_base(const Signing& a, const Signing& b) {
  return a.offer == b.offer && std::abs(a.base_month - b.base_month) < 1e-6;
}

// What a signing is part of: the most of its offer or option, or what is still held of its base,
// which nobody can both give up and extend.
enum class RoomOf { own, held };

bool share_room(const Signing& a, const Signing& b, RoomOf of) {
  if (of == RoomOf::own && a.exercise != b.exercise) return false;
  return a.exercise == Exercise::none ? a.offer == b.offer : same_base(a, b);
}

bool takes_of_held(const Model& model, const Signing& s) {
  if (!gives_up(s.exercise) && s.exercise != Exercise::extension) return false;
  return may_give_up(std::get<CapacityTerms>(model.at(s.offer).terms));
}

Room make_room(const Model& model, const Plan& plan, std::size_t signing, double share) {
  const Signing& s = plan.signings[signing];
  Room room{0.0, {}, static_cast<int>(signing)};
  const Agreement& a = model.at(s.offer);
  if (s.exercise == Exercise::none) {
    const double left = (a.delivery() ? a.most_mw : 1.0) - taken_of(model, s.offer);
    room.most_mw = std::max(0.0, left);
    return room;
  }
  if (!a.is_offer) {
    room.most_mw = share * a.delivery()->capacity_mw;
    return room;
  }
  for (std::size_t i = 0; i < signing; ++i) {
    if (is_base(plan.signings[i], s)) room.of.push_back({static_cast<int>(i), share});
  }
  return room;
}

class RoomMaker {
 public:
  RoomMaker(const Model& model, const Plan& plan, Compiled& out)
      : model_(model), plan_(plan), out_(out) {}

  int room_of(std::size_t signing, RoomOf of, double share) {
    const Signing& s = plan_.signings[signing];
    for (const auto& [first, of_first, room] : made_) {
      if (of == of_first && share_room(plan_.signings[first], s, of)) return room;
    }
    const int room = static_cast<int>(out_.rooms.size());
    out_.rooms.push_back(make_room(model_, plan_, signing, share));
    made_.push_back({signing, of, room});
    return room;
  }

 private:
  struct Made {
    std::size_t first = 0;
    RoomOf of{};
    int room = 0;
  };
  const Model& model_;
  const Plan& plan_;
  Compiled& out_;
  std::vector<Made> made_;
};

}  // namespace

void compile_signings(const Model& model, const Plan& plan, Compiled& out) {
  out.epochs = plan.epochs;
  RoomMaker rooms(model, plan, out);
  for (std::size_t i = 0; i < plan.signings.size(); ++i) {
    const Signing& s = plan.signings[i];
    SignedSize size = size_of(model, s);
    const double share = s.exercise == Exercise::none ? 0.0 : most_share(model, s);
    size.rooms.push_back(rooms.room_of(i, RoomOf::own, share));
    if (takes_of_held(model, s)) size.rooms.push_back(rooms.room_of(i, RoomOf::held, 1.0));
    out.signings.push_back(std::move(size));
  }
}

}  // namespace offtake
