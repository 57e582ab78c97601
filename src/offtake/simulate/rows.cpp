#include "offtake/simulate/rows.h"

#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "offtake/simulate/rows.cpp"
#include <hwy/foreach_target.h>
// After it: what follows is compiled once for each kind of vector.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace offtake::rows::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::CappedTag<double, kLanes>;
using V = hn::Vec<D>;

HWY_INLINE V load(const double* at) { return hn::LoadU(D(), at); }
HWY_INLINE V all(double x) { return hn::Set(D(), x); }

// Calls f(k, i) for every vector of every row.
template <class F>
HWY_INLINE void for_each(std::size_t rows, F f) {
  for (std::size_t k = 0; k < rows; ++k) {
    for (std::size_t i = 0; i < kLanes; i += hn::Lanes(D())) f(k, i);
  }
}

void Multiply(Each a, Each b, std::size_t rows, double* out) {
  for_each(rows, [=](std::size_t k, std::size_t i) HWY_ATTR {
    const V x = hn::Mul(load(a.at + k * a.next + i), load(b.at + k * b.next + i));
    hn::StoreU(x, D(), out + k * kLanes + i);
  });
}

void Fill(const double* each, std::size_t rows, double* out) {
  for_each(rows, [=](std::size_t k, std::size_t i)
                     HWY_ATTR { hn::StoreU(all(each[k]), D(), out + k * kLanes + i); });
}

void Scale(double by, const double* x, std::size_t rows, double* out) {
  for_each(rows, [=](std::size_t k, std::size_t i) HWY_ATTR {
    double* at = out + k * kLanes + i;
    hn::StoreU(hn::Mul(load(at), hn::Mul(all(by), load(x + k * kLanes + i))), D(), at);
  });
}

void Add(double sign, const double* x, std::size_t rows, double* out) {
  for_each(rows, [=](std::size_t k, std::size_t i) HWY_ATTR {
    double* at = out + k * kLanes + i;
    hn::StoreU(hn::Add(load(at), hn::Mul(all(sign), load(x + k * kLanes + i))), D(), at);
  });
}

void AddProducts(const double* a, const double* b, std::size_t rows, Lanes& sum) {
  for (std::size_t i = 0; i < kLanes; i += hn::Lanes(D())) {
    V x = load(sum.data() + i);
    for (std::size_t k = 0; k < rows; ++k) {
      x = hn::Add(x, hn::Mul(load(a + k * kLanes + i), load(b + k * kLanes + i)));
    }
    hn::StoreU(x, D(), sum.data() + i);
  }
}

void AddScaled(const double* a, const double* x, double by, std::size_t rows, double* out) {
  for_each(rows, [=](std::size_t k, std::size_t i) HWY_ATTR {
    const std::size_t n = k * kLanes + i;
    const V more = hn::Mul(hn::Mul(load(a + n), load(x + n)), all(by));
    hn::StoreU(hn::Add(load(out + n), more), D(), out + n);
  });
}

HWY_INLINE double factor_of(const Price& p, std::size_t k) {
  return (p.factor ? p.factor[k] : 1.0) * p.months;
}

void Fee(const Price& p, double owed, const double* used, const double* delivered, std::size_t rows,
         double* fee) {
  for_each(rows, [=](std::size_t k, std::size_t i) HWY_ATTR {
    const std::size_t n = k * kLanes + i;
    const V usd = hn::Mul(load(p.usd.at + k * p.usd.next + i), all(factor_of(p, k)));
    const V mw = hn::Max(load(used + n), hn::Mul(all(owed), load(delivered + n)));
    hn::StoreU(hn::Mul(usd, mw), D(), fee + n);
  });
}

// Calls f(n, fee) for every vector.
template <class F>
HWY_INLINE void for_each_fee(const Price& p, const double* worth, std::size_t rows, F f) {
  for_each(rows, [&](std::size_t k, std::size_t i) HWY_ATTR {
    const std::size_t n = k * kLanes + i;
    const V per_usd = hn::Mul(load(worth + n), load(p.usd.at + k * p.usd.next + i));
    f(n, hn::Mul(per_usd, all(factor_of(p, k))));
  });
}

void FeeSlope(const Price& p, const double* worth, double owed, double moves, std::size_t rows,
              double* delivered, double* beyond) {
  const auto owe = [=](std::size_t n, V fee) HWY_ATTR {
    hn::StoreU(hn::Add(load(delivered + n), hn::Mul(all(owed), fee)), D(), delivered + n);
  };
  if (!beyond) return for_each_fee(p, worth, rows, owe);
  for_each_fee(p, worth, rows, [=](std::size_t n, V fee) HWY_ATTR {
    owe(n, fee);
    hn::StoreU(hn::Mul(all(moves), fee), D(), beyond + n);
  });
}

void Credit(const Lanes& usd, double share, double months, const double* delivered,
            std::size_t rows, double* credit) {
  const double* price = usd.data();
  for_each(rows, [=](std::size_t k, std::size_t i) HWY_ATTR {
    const std::size_t n = k * kLanes + i;
    const V per_mw = hn::Mul(hn::Mul(load(price + i), all(share)), all(months));
    hn::StoreU(hn::Mul(per_mw, load(delivered + n)), D(), credit + n);
  });
}

void CreditSlope(const Lanes& usd, double share, double months, const double* worth,
                 std::size_t rows, double* delivered) {
  const double* price = usd.data();
  for_each(rows, [=](std::size_t k, std::size_t i) HWY_ATTR {
    const std::size_t n = k * kLanes + i;
    const V each = hn::Mul(hn::Mul(load(worth + n), load(price + i)), all(share));
    hn::StoreU(hn::Add(load(delivered + n), hn::Mul(each, all(months))), D(), delivered + n);
  });
}

// Calls f(k, i, cost).
template <class F>
HWY_INLINE void with_cost(const Part& part, std::size_t rows, F f) {
  if (part.cost_rows) {
    for_each(rows, [&](std::size_t k, std::size_t i)
                       HWY_ATTR { f(k, i, load(part.cost_rows + k * kLanes + i)); });
  } else {
    for_each(rows, [&](std::size_t k, std::size_t i) HWY_ATTR { f(k, i, all(part.cost_usd[k])); });
  }
}

void Take(const Part& part, const double* delivered, std::size_t rows, double* missing,
          double* worked, double* marginal) {
  const V none = hn::Zero(D()), waits = all(std::numeric_limits<double>::infinity());
  with_cost(part, rows, [=](std::size_t k, std::size_t i, V cost) HWY_ATTR {
    const std::size_t n = k * kLanes + i;
    const V capacity =
        hn::Mul(hn::Mul(load(delivered + n), all(part.h100e_per_mw)), all(part.share));
    const V before = load(missing + n);
    const auto pays = hn::Le(cost, load(part.worth + n));
    const V served = hn::IfThenElseZero(pays, hn::Min(before, capacity));
    const V left = hn::Sub(before, served);
    const auto last = hn::And(hn::Le(left, none), hn::Lt(served, capacity));
    hn::StoreU(left, D(), missing + n);
    hn::StoreU(hn::Add(load(worked + n), hn::Mul(served, all(part.mw_per_h100e))), D(), worked + n);
    const V place = hn::IfThenElse(last, all(part.place), waits);
    hn::StoreU(hn::Min(load(marginal + n), place), D(), marginal + n);
  });
}

template <class Use>
HWY_INLINE void SpareBy(const Part& part, const double* more, Use use, const double* marginal,
                        std::size_t rows, double* delivered) {
  const double h100e = part.share * part.h100e_per_mw;
  with_cost(part, rows, [=](std::size_t k, std::size_t i, V cost) HWY_ATTR {
    const std::size_t n = k * kLanes + i;
    const V worth = hn::Add(load(more + n), hn::Mul(all(part.mw_per_h100e), use(n)));
    const auto pays =
        hn::And(hn::Le(cost, load(part.worth + n)), hn::Lt(all(part.place), load(marginal + n)));
    const V gain = hn::IfThenElseZero(pays, hn::Mul(all(h100e), worth));
    hn::StoreU(hn::Add(load(delivered + n), gain), D(), delivered + n);
  });
}

void Spare(const Part& part, const double* more, const double* used, const double* beyond,
           const double* marginal, std::size_t rows, double* delivered) {
  const auto by = [=](auto use) HWY_ATTR { SpareBy(part, more, use, marginal, rows, delivered); };
  if (used && beyond) {
    by([=](std::size_t n) HWY_ATTR { return hn::Add(load(used + n), load(beyond + n)); });
  } else if (used || beyond) {
    const double* one = used ? used : beyond;
    by([=](std::size_t n) HWY_ATTR { return load(one + n); });
  } else {
    by([=](std::size_t) HWY_ATTR { return hn::Zero(D()); });
  }
}

}  // namespace offtake::rows::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace offtake::rows {

HWY_EXPORT(Multiply);
HWY_EXPORT(Fill);
HWY_EXPORT(Scale);
HWY_EXPORT(Add);
HWY_EXPORT(AddProducts);
HWY_EXPORT(AddScaled);
HWY_EXPORT(Fee);
HWY_EXPORT(FeeSlope);
HWY_EXPORT(Credit);
HWY_EXPORT(CreditSlope);
HWY_EXPORT(Take);
HWY_EXPORT(Spare);

void multiply(Each a, Each b, std::size_t rows, double* out) {
  HWY_DYNAMIC_DISPATCH(Multiply)(a, b, rows, out);
}
void fill(const double* each, std::size_t rows, double* out) {
  HWY_DYNAMIC_DISPATCH(Fill)(each, rows, out);
}
void scale(double by, const double* x, std::size_t rows, double* out) {
  HWY_DYNAMIC_DISPATCH(Scale)(by, x, rows, out);
}
void add(double sign, const double* x, std::size_t rows, double* out) {
  HWY_DYNAMIC_DISPATCH(Add)(sign, x, rows, out);
}
void add_products(const double* a, const double* b, std::size_t rows, Lanes& sum) {
  HWY_DYNAMIC_DISPATCH(AddProducts)(a, b, rows, sum);
}
void add_scaled(const double* a, const double* x, double by, std::size_t rows, double* out) {
  HWY_DYNAMIC_DISPATCH(AddScaled)(a, x, by, rows, out);
}
void fee(const Price& price, double owed, const double* used, const double* delivered,
         std::size_t rows, double* fee) {
  HWY_DYNAMIC_DISPATCH(Fee)(price, owed, used, delivered, rows, fee);
}
void fee_slope(const Price& price, const double* worth, double owed, double moves, std::size_t rows,
               double* delivered, double* beyond) {
  HWY_DYNAMIC_DISPATCH(FeeSlope)(price, worth, owed, moves, rows, delivered, beyond);
}
void credit(const Lanes& usd, double share, double months, const double* delivered,
            std::size_t rows, double* credit) {
  HWY_DYNAMIC_DISPATCH(Credit)(usd, share, months, delivered, rows, credit);
}
void credit_slope(const Lanes& usd, double share, double months, const double* worth,
                  std::size_t rows, double* delivered) {
  HWY_DYNAMIC_DISPATCH(CreditSlope)(usd, share, months, worth, rows, delivered);
}
void take(const Part& part, const double* delivered, std::size_t rows, double* missing,
          double* worked, double* marginal) {
  HWY_DYNAMIC_DISPATCH(Take)(part, delivered, rows, missing, worked, marginal);
}
void spare(const Part& part, const double* more, const double* used, const double* beyond,
           const double* marginal, std::size_t rows, double* delivered) {
  HWY_DYNAMIC_DISPATCH(Spare)(part, more, used, beyond, marginal, rows, delivered);
}

}  // namespace offtake::rows
#endif  // HWY_ONCE
