// The parts of compile(). Only compile*.cpp include this header.
#pragma once

#include "offtake/simulate/compile.h"

namespace offtake {

struct InForce;

// Longest delay that a driver can bring; draws are cut to it.
double most_delay_months(const Driver& driver);

// Sets steps and all_steps: the clock, then on until the last commitment ends.
void compile_time(const Model& model, const Plan& plan, Compiled& out);
void compile_signings(const Model& model, const Plan& plan, Compiled& out);
void compile_positions(const Model& model, const Plan& plan, Compiled& out);
// From the position of its base to that of an extension.
void make_extension(const Model& model, const InForce& in_force, Position& p);
// From the position of its base, which comes before it, to that of an exit or step-down.
void make_release(const Model& model, const InForce& in_force, const Compiled& out, Position& p);
// Σ over the clock's grid, also before its start, of escalation · MW-months per MW from
// `from_months` since signing on.
double escalated_mw_months(const Clock& clock, const Position& p, double rate,
                           double from_months = -1e9);
// What late delivery and failure bring; the lines of what is then paid.
// Those who go on where a provider fails, behind all other positions.
void add_step_ins(const Model& model, Compiled& out);
LateTables late_tables(const Delivery& delivery);
void add_late(const CapacityTerms& terms, Position& p, Compiled& out);
// Of these what lateness alone brings, also of what is given up.
void add_lateness(const CapacityTerms& terms, Position& p, Compiled& out);
// (1 + e)^(whole years since signing), by the step's beginning.
double escalation_at(double rate, double months_since_signing);
// Its escalation and moves by step.
void compile_price(const Price& price, const Delivery& delivery, Position& p, Compiled& out);
// The peers of those who pay no more than they.
void compile_most_favoured(const Model& model, Compiled& out);
// The tables by step of the positions, once all_steps is known.
void compile_position_tables(const Model& model, Compiled& out);
void compile_workloads(const Model& model, Compiled& out);
void compile_fleets(Compiled& out);
// Appends the sources of sites that are put together.
void compile_pools(const Model& model, Compiled& out);
// Whether what is delivered is the user's own: built, or bought.
bool is_own(const Agreement& agreement);
// What a layer costs beside its capex and opex, and what the power of a source costs.
void add_pool_tables(const Model& model, Position& p, Compiled& out);
// The order of the sources, once their tables are known.
void order_sources(Compiled& out);
void compile_streams(const Model& model, const Plan& plan, Compiled& out);
void compile_parties(const Model& model, Compiled& out);
void compile_sides(Compiled& out);

// An investment by milestone or condition, a loan, a warrant; nothing of other agreements.
void compile_finance(const InForce& in_force, Compiled& out);

int add_line(Compiled& out, const Line& line);
// The mean of the series over each step; the run-off keeps the last step of the clock.
StepTable tabulate(const Series& series, const Compiled& c, double factor = 1.0);

// An agreement in force: one that is signed, or a signing of the plan (its index, else −1).
struct InForce {
  AgreementId id;
  const Agreement& agreement;
  double month = 0.0;
  double mw = 0.0;
  int signing = -1;
  Exercise exercise = Exercise::none;
  double base_month = 0.0;  // what is exercised was signed then
};
// What moves the probability that it becomes firm, at its signing; what is exercised goes with its
// base.
DriversAt converts_by(const Clock& clock, const InForce& in_force);
template <class F>
void for_each_signed(const Model& model, const Plan& plan, F f) {
  for (std::size_t i = 0; i < model.agreements.size(); ++i) {
    const Agreement& a = model.agreements[i];
    // Nothing is signed in the run-off.
    if (a.is_offer || a.signed_month >= model.clock.end()) continue;
    f(InForce{AgreementId{i}, a, a.signed_month, a.delivery() ? a.delivery()->capacity_mw : 1.0});
  }
  for (std::size_t i = 0; i < plan.signings.size(); ++i) {
    const Signing& s = plan.signings[i];
    f(InForce{s.offer, model.at(s.offer), s.month, s.mw, static_cast<int>(i), s.exercise,
              s.base_month});
  }
}

}  // namespace offtake
