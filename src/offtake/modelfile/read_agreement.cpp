// An agreement or offer as it is written to its terms.
#include <algorithm>

#include "offtake/base/text.h"
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

using Draft = AgreementDraft;

void finish_price(Reader& r, const Node& node, Draft& d) {
  const Entry* price = node.entry("price");
  const Entry* value = node.entry("value");
  if (price && value) {
    r.error("E0114", value->mark, "`price` and `value` are both given", "keep one of them")
        .related.push_back(r.related(price->mark, "the price"));
  } else if (!price && !value) {
    r.error("E0108", r.key_mark(), "`price` or `value` is missing",
            "add one, for example `price: $10B/GW-year`");
  }
  if (!value) return;
  d.price.basis = Price::Basis::total;
  d.price.amount = d.value_usd;
}

void finish_terms(Reader& r, const Node& node, Draft& d) {
  Agreement& a = d.agreement;
  if (d.ramp) {
    const Reader::Scope scope(r, "ramp", d.ramp_mark);
    d.delivery.ramp =
        read_ramp(r, *d.ramp, a.is_offer ? std::nullopt : std::optional<double>(a.signed_month));
  }
  if (a.is_offer) d.delivery.capacity_mw = a.most_mw;
  switch (a.kind) {
    case AgreementKind::capacity:
      finish_price(r, node, d);
      if (d.has_cost) d.delivery.cost = d.cost;
      a.terms = CapacityTerms{.delivery = d.delivery,
                              .price = d.price,
                              .expansion = d.expansion,
                              .extension = d.extension,
                              .exit = d.exit,
                              .step_down = d.step_down,
                              .most_favoured = d.most_favoured,
                              .deposit = d.deposit,
                              .sublease = d.sublease,
                              .guarantee = d.guarantee,
                              .power_pass_through = d.power_pass_through,
                              .from_fleet = d.from_fleet,
                              .shortfall = d.shortfall};
      break;
    case AgreementKind::build:
      d.delivery.cost = d.cost;
      a.terms = BuildTerms{d.delivery};
      break;
    case AgreementKind::investment:
      a.terms = d.investment;
      break;
    case AgreementKind::revenue_share:
      a.terms = d.revenue_share;
      break;
    case AgreementKind::licence:
      a.terms = d.licence;
      break;
    case AgreementKind::backstop:
      a.terms = d.backstop;
      break;
    case AgreementKind::exclusivity:
      a.terms = ExclusivityTerms{};
      break;
    case AgreementKind::first_refusal:
      a.terms = d.first_refusal;
      break;
    case AgreementKind::loan:
      a.terms = d.loan;
      break;
    case AgreementKind::warrant:
      a.terms = d.warrant;
      break;
    case AgreementKind::supply:
      a.terms = finish_supply(r, node, d);
      break;
    case AgreementKind::power:
      a.terms = finish_power(r, node, d);
      break;
    default:
      OFFTAKE_CHECK(false, "kind without keys: " + d.kind);
  }
}

}  // namespace

Agreement read_agreement(Reader& r, const Entry& entry, bool is_offer) {
  Draft draft;
  Agreement& a = draft.agreement;
  a.name = entry.name;
  a.is_offer = is_offer;
  (is_offer ? offer_keys() : agreement_keys()).read(r, entry.value, draft);
  const std::vector<std::string>& kinds = agreement_keys().info().kinds;
  if (std::find(kinds.begin(), kinds.end(), draft.kind) == kinds.end()) return a;
  while (key_of(a.kind) != draft.kind) a.kind = static_cast<AgreementKind>(int(a.kind) + 1);
  finish_terms(r, entry.value, draft);
  return a;
}

}  // namespace offtake
