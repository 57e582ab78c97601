// What agreements about money say: caps, milestones, loans, warrants.
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

using Draft = AgreementDraft;

template <class Owner, class T>
auto part(Owner Draft::*owner, T Owner::*member) {
  return [=](Draft& d) -> T& { return d.*owner.*member; };
}

void add_cap(ObjectOf<Draft>& o) {
  o.add({.name = "most",
         .form = Form::quantity,
         .dimension = dim::money,
         .en = "All that is ever paid: a cap on the total",
         .ko = "총 지급 한도",
         .fallback = "no cap",
         .least = 0,
         .kinds = {"revenue_share"},
         .example = "$38B"},
        part(&Draft::revenue_share, &RevenueShareTerms::most_usd));
  o.add({.name = "paid_before",
         .form = Form::quantity,
         .dimension = dim::money,
         .en = "How much of the cap was paid before the clock",
         .ko = "시계 시작 전에 한도 중 이미 지급한 금액",
         .fallback = "$0",
         .least = 0,
         .kinds = {"revenue_share"},
         .example = "$2B"},
        part(&Draft::revenue_share, &RevenueShareTerms::paid_before_usd));
}

}  // namespace

void add_finance(ObjectOf<Draft>& o) { add_cap(o); }

}  // namespace offtake
