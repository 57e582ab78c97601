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

bool share_room(const Signing& a, const Signing& b) {
  const bool same_base =
      a.exercise == Exercise::none || std::abs(a.base_month - b.base_month) < 1e-6;
  return a.offer == b.offer && a.exercise == b.exercise && same_base;
}

Room make_room(const Model& model, const Plan& plan, std::size_t signing, double most_mw) {
  const Signing& s = plan.signings[signing];
  Room room{0.0, {}, static_cast<int>(signing)};
  if (s.exercise == Exercise::none || !model.at(s.offer).is_offer) {
    room.most_mw = most_mw;
    return room;
  }
  for (std::size_t i = 0; i < signing; ++i) {
    if (is_base(plan.signings[i], s))
      room.of.push_back({static_cast<int>(i), most_share(model, s)});
  }
  return room;
}

}  // namespace

void compile_signings(const Model& model, const Plan& plan, Compiled& out) {
  out.epochs = plan.epochs;
  for (std::size_t i = 0; i < plan.signings.size(); ++i) {
    SignedSize size = size_of(model, plan.signings[i]);
    for (std::size_t j = 0; j < i && size.room < 0; ++j) {
      if (share_room(plan.signings[i], plan.signings[j])) size.room = out.signings[j].room;
    }
    if (size.room < 0) {
      size.room = static_cast<int>(out.rooms.size());
      out.rooms.push_back(make_room(model, plan, i, size.most_mw));
    }
    out.signings.push_back(std::move(size));
  }
}

}  // namespace offtake
