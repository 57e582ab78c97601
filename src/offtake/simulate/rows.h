// The innermost loops: one row of lanes a step, through the widest vectors that the machine has,
// chosen when the program runs. Any of them gives the same bits: no operation crosses lanes, none
// is fused with another. The formulas hold for every lane of every row k < rows.
#pragma once

#include <cstddef>

#include "offtake/simulate/lanes.h"

namespace offtake::rows {

// Row k lies at at + k · next.
struct Each {
  const double* at = nullptr;
  std::size_t next = kLanes;  // 0: the same row in every step
};
inline Each same(const Lanes& lanes) { return {lanes.data(), 0}; }

// out_k = a_k · b_k
void multiply(Each a, Each b, std::size_t rows, double* out);
// out_k = each_k
void fill(const double* each, std::size_t rows, double* out);
// out_k *= by · x_k
void scale(double by, const double* x, std::size_t rows, double* out);
// out_k += sign · x_k
void add(double sign, const double* x, std::size_t rows, double* out);
// sum += Σ_k a_k · b_k, by rising k
void add_products(const double* a, const double* b, std::size_t rows, Lanes& sum);
// out_k += a_k · x_k · by
void add_scaled(const double* a, const double* x, double by, std::size_t rows, double* out);

// By step, the price along the term: usd_k · factor_k · months.
struct Price {
  Each usd;
  const double* factor = nullptr;  // null: 1
  double months = 1.0;
};
// fee_k = price_k · max(used_k, owed · delivered_k)
void fee(const Price& price, double owed, const double* used, const double* delivered,
         std::size_t rows, double* fee);
// What a MW paid for is worth, worth_k · price_k: owed of it is added to delivered_k, moves of it
// is beyond_k, unless that is null.
void fee_slope(const Price& price, const double* worth, double owed, double moves, std::size_t rows,
               double* delivered, double* beyond);
// credit_k = usd · share · months · delivered_k; and its slope: delivered_k += worth_k · …
void credit(const Lanes& usd, double share, double months, const double* delivered,
            std::size_t rows, double* credit);
void credit_slope(const Lanes& usd, double share, double months, const double* worth,
                  std::size_t rows, double* delivered);

// A part of a source in the order of merit (Fleet::Segment), dispatch.cpp.
struct Part {
  double place = 0.0, share = 1.0, h100e_per_mw = 0.0, mw_per_h100e = 0.0;
  const double* cost_usd = nullptr;   // [k], or where it differs by path
  const double* cost_rows = nullptr;  // rows
  const double* worth = nullptr;      // of what it serves
};
// served_k = min(missing_k, capacity_k) where cost_k ≤ worth_k: comes off missing and onto worked,
// and marginal_k becomes `place` where that is the last in use.
void take(const Part& part, const double* delivered, std::size_t rows, double* missing,
          double* worked, double* marginal);
// delivered_k += share · h100e_per_mw · (more_k + mw_per_h100e · (used_k + beyond_k)) where cost_k
// ≤ worth_k and place < marginal_k; used and beyond may be null.
void spare(const Part& part, const double* more, const double* used, const double* beyond,
           const double* marginal, std::size_t rows, double* delivered);

}  // namespace offtake::rows
