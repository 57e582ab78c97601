#include <algorithm>

#include "offtake/base/text.h"
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

using Draft = AgreementDraft;

const std::vector<std::string> kKinds = {
    "capacity",    "build",   "investment",    "revenue_share", "licence", "loan",
    "exclusivity", "warrant", "first_refusal", "backstop",      "supply",  "power"};
const std::vector<std::string> kDelivering = {"capacity", "build", "supply", "power"};
const std::vector<std::string> kStanding = {"capacity", "build"};
const std::vector<std::string> kConverting = {"capacity", "build",   "investment", "licence",
                                              "loan",     "warrant", "supply",     "power"};
const std::vector<std::string> kSigned = {"capacity", "build",  "investment", "loan",
                                          "warrant",  "supply", "power"};
const std::vector<std::string> kDated = {"revenue_share", "licence", "exclusivity", "first_refusal",
                                         "backstop"};

template <class Owner, class T>
auto part(Owner Draft::*owner, T Owner::*member) {
  return [=](Draft& d) -> T& { return d.*owner.*member; };
}

void add_common(ObjectOf<Draft>& o) {
  o.add({.name = "kind",
         .form = Form::choice,
         .en = "What it is about",
         .ko = "계약의 종류",
         .required = true,
         .choices = kKinds,
         .example = "capacity"},
        &Draft::kind);
  o.add({.name = "label", .en = "The name for people", .ko = "사람이 읽는 이름", .most = 200},
        part(&Draft::agreement, &Agreement::label));
  o.add({.name = "note", .en = "What a reader should know", .ko = "독자가 알아야 할 것"},
        part(&Draft::agreement, &Agreement::note));
  o.add({.name = "source", .en = "Where the figures come from", .ko = "수치의 출처"},
        part(&Draft::agreement, &Agreement::source));
  o.add({.name = "binding",
         .form = Form::choice,
         .en = "Firm, or an option or letter of intent that becomes firm with a probability",
         .ko = "확정, 또는 확률적으로 확정되는 옵션이나 의향서",
         .fallback = "firm",
         .choices = {"firm", "option", "loi"},
         .kinds = kConverting},
        part(&Draft::agreement, &Agreement::binding));
  o.add({.name = "converts",
         .form = Form::share,
         .en = "Probability that it becomes firm",
         .ko = "확정될 확률",
         .fallback = "100 %",
         .least = 0,
         .most = 1,
         .kinds = kConverting,
         .example = "40 %"},
        part(&Draft::agreement, &Agreement::converts));
  o.add({.name = "converts_with",
         .form = Form::references,
         .en = "Drivers by which this probability is multiplied, as they are at signing",
         .ko = "서명 시점에 이 확률에 곱해지는 불확실 요인",
         .fallback = "none",
         .table = Table::drivers,
         .kinds = kConverting,
         .example = "[demand]"},
        part(&Draft::agreement, &Agreement::converts_drivers));
}

// The two parties by their names in each kind.
void add_parties(ObjectOf<Draft>& o) {
  const auto add = [&](const char* name, std::vector<std::string> kinds, const char* en,
                       const char* ko, PartyId Agreement::*member) {
    o.add({.name = name,
           .form = Form::reference,
           .en = en,
           .ko = ko,
           .required = true,
           .table = Table::parties,
           .kinds = std::move(kinds),
           .example = "lab"},
          part(&Draft::agreement, member));
  };
  add("tenant", {"capacity", "exclusivity", "first_refusal"}, "Who uses and pays",
      "사용하고 지불하는 자", &Agreement::first);
  add("provider", {"capacity", "exclusivity"}, "Who delivers", "공급하는 자", &Agreement::second);
  add("holder", {"first_refusal"}, "Who may take over, on the same terms, what others offer",
      "같은 조건으로 먼저 인수할 수 있는 자", &Agreement::second);
  add("owner", {"build"}, "Who builds and uses", "짓고 사용하는 자", &Agreement::first);
  add("investor", {"investment"}, "Who invests", "투자자", &Agreement::first);
  add("investee", {"investment"}, "In whom", "피투자자", &Agreement::second);
  add("payer", {"revenue_share"}, "Whose revenue is shared", "수입을 나누는 자", &Agreement::first);
  add("payee", {"revenue_share"}, "Who gets the share", "몫을 받는 자", &Agreement::second);
  add("lender", {"loan"}, "Who lends", "빌려주는 자", &Agreement::first);
  add("borrower", {"loan"}, "Who borrows", "빌리는 자", &Agreement::second);
  add("issuer", {"warrant"}, "Whose shares they are", "주식을 발행하는 자", &Agreement::first);
  add("holder", {"warrant"}, "Who gets them", "주식을 받는 자", &Agreement::second);
  add("licensee", {"licence"}, "Who uses", "사용자", &Agreement::first);
  add("licensor", {"licence"}, "Whose it is", "권리자", &Agreement::second);
  add("buyer", {"backstop"}, "Who buys what the seller cannot sell otherwise",
      "팔리지 않은 연산을 사들이는 자", &Agreement::first);
  add("seller", {"backstop"}, "Who has the compute", "연산을 가진 자", &Agreement::second);
}

void add_delivery(ObjectOf<Draft>& o) {
  o.bind(
      {.name = "ramp",
       .form = Form::ramp,
       .en = "How much is installed when: nothing before `first`, then evenly up to `full`, since "
             "signing; or shares by months since signing or by dates; a delay moves all of it",
       .ko = "설치 일정: 서명 이후 `first`까지 없음, `full`까지 고르게 증가; 또는 시점별 비율",
       .fallback = "all at signing",
       .kinds = kDelivering,
       .example = "{first: 12 months, full: 24 months}"},
      [](Reader& r, const Node& node, const KeyInfo&, Draft& d) {
        d.ramp = &node;
        d.ramp_mark = r.key_mark();
      });
  const auto term = [&](const char* name, const char* kind, const char* en, const char* ko) {
    o.add({.name = name,
           .form = Form::quantity,
           .dimension = dim::time,
           .en = en,
           .ko = ko,
           .required = true,
           .least = kDay,
           .most = 1200,
           .kinds = {kind},
           .example = "5 years"},
          part(&Draft::delivery, &Delivery::term_months));
  };
  term("term", "capacity", "How long it is delivered, from first delivery",
       "첫 인도부터의 공급 기간");
  term("life", "build", "How long it runs, from first delivery", "첫 인도부터의 수명");
  o.add({.name = "delay",
         .form = Form::reference,
         .en = "The driver that says how late it comes",
         .ko = "지연을 정하는 불확실 요인",
         .table = Table::drivers,
         .kinds = kDelivering},
        part(&Draft::delivery, &Delivery::delay));
  o.add({.name = "accelerator",
         .form = Form::reference,
         .en = "Which chips it holds",
         .ko = "탑재 가속기",
         .required = true,
         .table = Table::accelerators,
         .kinds = {"capacity", "supply"},
         .example = "gb200"},
        part(&Draft::delivery, &Delivery::accelerator));
  o.add({.name = "site",
         .form = Form::reference,
         .en = "Where it stands; without it: no PUE, no power price, no jurisdiction",
         .ko = "위치; 없으면 PUE, 전력 가격, 관할권 없음",
         .table = Table::sites,
         .kinds = kStanding},
        part(&Draft::delivery, &Delivery::site));
  o.bind({.name = "uses",
          .form = Form::uses,
          .en = "What it uses up: `MW/MW while active`, `at ready` or `at signing`",
          .ko = "소모하는 자원: `MW/MW while active`, `at ready`, `at signing`",
          .table = Table::resources,
          .kinds = kDelivering,
          .example = "{us-power: 1.3 MW/MW while active}"},
         [](Reader& r, const Node& node, const KeyInfo&, Draft& d) {
           d.delivery.uses = read_uses(r, node);
         });
}

void add_price(ObjectOf<Draft>& o) {
  const std::vector<std::string> kinds = {"capacity"};
  o.bind({.name = "price",
          .form = Form::series,
          .dimension = dim::money_per_power_time,
          .en = "Price per MW and month of what is delivered, or per hour of compute "
                "(`$2.10/H100e-hour`), at the signing date; this or `value`",
          .ko = "인도분의 MW·월당 가격 또는 연산 시간당 가격(서명 시점); 이것 또는 `value`",
          .least = 0,
          .kinds = kinds,
          .example = "$10B/GW-year"},
         [](Reader& r, const Node& node, const KeyInfo& key, Draft& d) {
           read_price(r, node, key, d.price.basis, d.price.amount);
         });
  o.add({.name = "value",
         .form = Form::series,
         .dimension = dim::money,
         .en = "All payments over the term for the whole capacity, delivered as contracted",
         .ko = "계약대로 인도될 때 전체 용량에 대한 기간 총액",
         .least = kAboveZero,
         .kinds = kinds,
         .example = "$300B"},
        &Draft::value_usd);
  o.add({.name = "escalator",
         .form = Form::rate,
         .en = "Rise of the price at each anniversary of signing",
         .ko = "서명 기념일마다의 가격 인상률",
         .fallback = "0 %/year",
         .least = -0.9,
         .most = 10,
         .kinds = kinds,
         .example = "3 %/year"},
        part(&Draft::price, &Price::escalator_per_year));
  o.add({.name = "take_or_pay",
         .form = Form::share,
         .en = "Share of what is delivered that is paid for whether used or not",
         .ko = "사용 여부와 무관하게 지불하는 인도분의 비율",
         .fallback = "100 %",
         .least = 0,
         .most = 1,
         .kinds = kinds,
         .example = "95 %"},
        part(&Draft::price, &Price::take_or_pay));
  o.add(
      {.name = "prepayment",
       .form = Form::share,
       .en =
           "Share of the contracted payments paid at signing and credited as capacity is delivered",
       .ko = "서명 시 선지급하고 인도에 따라 차감하는 비율",
       .fallback = "0 %",
       .least = 0,
       .most = 1,
       .kinds = kinds,
       .example = "15 %"},
      part(&Draft::price, &Price::prepayment));
  o.bind({.name = "provider_cost",
          .form = Form::object,
          .en = "What serving it costs the provider",
          .ko = "공급자의 이행 비용",
          .object = &provider_cost_keys().info(),
          .kinds = kinds},
         [](Reader& r, const Node& node, const KeyInfo&, Draft& d) {
           provider_cost_keys().read(r, node, d.cost);
           d.has_cost = true;
         });
  o.include(provider_cost_keys(), &Draft::cost, {"build"});
  add_price_clauses(o);
  add_options(o);
  add_late(o);
  add_use(o);
  add_sides(o);
}

void add_money(ObjectOf<Draft>& o) {
  o.add({.name = "takes",
         .form = Form::share,
         .en = "Probability that the holder takes an offer of capacity that the tenant signs",
         .ko = "임차인이 서명하는 용량을 권리자가 인수할 확률",
         .required = true,
         .least = 0,
         .most = 1,
         .kinds = {"first_refusal"},
         .example = "30 %"},
        part(&Draft::first_refusal, &FirstRefusalTerms::takes));
  o.add({.name = "amount",
         .form = Form::quantity,
         .dimension = dim::money,
         .en = "How much is invested",
         .ko = "투자액",
         .required = true,
         .least = 0,
         .kinds = {"investment"},
         .example = "$13B"},
        part(&Draft::investment, &InvestmentTerms::amount_usd));
  o.bind({.name = "paid",
          .form = Form::object,
          .en = "When it is paid",
          .ko = "지급 시기",
          .fallback = "at signing",
          .object = &paid_keys().info(),
          .kinds = {"investment"}},
         [](Reader& r, const Node& node, const KeyInfo&, Draft& d) {
           paid_keys().read(r, node, d.investment);
         });
  o.add({.name = "stake",
         .form = Form::share,
         .en = "Share of the investee's value that belongs to the investor",
         .ko = "투자자에게 속하는 피투자자 가치의 비율",
         .fallback = "0 %",
         .least = 0,
         .most = 1,
         .kinds = {"investment"},
         .example = "27 %"},
        part(&Draft::investment, &InvestmentTerms::stake));
  o.add({.name = "share",
         .form = Form::share,
         .en = "Share of the payer's cash revenue",
         .ko = "현금 수입 중 나누는 비율",
         .required = true,
         .least = 0,
         .most = 1,
         .kinds = {"revenue_share"},
         .example = "20 %"},
        part(&Draft::revenue_share, &RevenueShareTerms::share));
  o.add({.name = "worth",
         .form = Form::series,
         .dimension = dim::money_per_time,
         .en = "What the licensee earns with it, from outside",
         .ko = "사용자가 이로써 외부에서 버는 돈",
         .least = 0,
         .kinds = {"licence"},
         .example = "$1B/year"},
        part(&Draft::licence, &LicenceTerms::worth_usd_per_month));
  o.add({.name = "fee",
         .form = Form::series,
         .dimension = dim::money_per_time,
         .en = "What the licensee pays for it",
         .ko = "사용료",
         .least = 0,
         .kinds = {"licence"},
         .example = "$100M/year"},
        part(&Draft::licence, &LicenceTerms::fee_usd_per_month));
}

void add_when_and_how_much(ObjectOf<Draft>& o, bool is_offer) {
  if (is_offer) {
    o.bind({.name = "window",
            .form = Form::object,
            .en = "When it can be signed",
            .ko = "서명 가능 기간",
            .required = true,
            .object = &window_keys().info(),
            .example = "{from: 2025Q1, until: 2028Q4}"},
           [](Reader& r, const Node& node, const KeyInfo&, Draft& d) {
             window_keys().read(r, node, d.agreement);
           });
    o.bind({.name = "quantity",
            .form = Form::object,
            .en = "How much can be signed, in IT power (of `power` in facility power)",
            .ko = "서명할 수 있는 IT 전력(`power`는 시설 전력)",
            .required = true,
            .object = &quantity_keys().info(),
            .kinds = kDelivering,
            .example = "{least: 100 MW, most: 2 GW}"},
           [](Reader& r, const Node& node, const KeyInfo&, Draft& d) {
             quantity_keys().read(r, node, d.agreement);
           });
    return;
  }
  o.add({.name = "from_offer",
         .form = Form::reference,
         .en = "The offer that it was made of, of which so much less is left to sign",
         .ko = "이 계약이 나온 제안; 그만큼 남은 서명 가능량이 줄어듦",
         .table = Table::offers},
        part(&Draft::agreement, &Agreement::from_offer));
  o.add({.name = "signed",
         .form = Form::date,
         .en = "When it was signed; ramps, payments and escalators count from here",
         .ko = "서명 시점; 일정, 지급, 인상의 기준",
         .required = true,
         .kinds = kSigned,
         .example = "2024-12"},
        part(&Draft::agreement, &Agreement::signed_month));
  o.add({.name = "capacity",
         .form = Form::quantity,
         .dimension = dim::power,
         .en = "IT power when all is installed (of `power` facility power)",
         .ko = "모두 설치되었을 때의 IT 전력(`power`는 시설 전력)",
         .required = true,
         .least = kAboveZero,
         .kinds = kDelivering,
         .example = "4.5 GW"},
        part(&Draft::delivery, &Delivery::capacity_mw));
  o.add({.name = "from",
         .form = Form::date,
         .en = "When it takes effect",
         .ko = "효력 시작",
         .fallback = "before the clock",
         .kinds = kDated,
         .example = "2023-01"},
        part(&Draft::agreement, &Agreement::from_month));
  o.add({.name = "until",
         .form = Form::until,
         .en = "Its last period",
         .ko = "효력의 마지막 기간",
         .fallback = "no end",
         .kinds = kDated,
         .example = "2030-12"},
        part(&Draft::agreement, &Agreement::until_month));
}

ObjectOf<Draft> make_keys(bool is_offer) {
  ObjectOf<Draft> o(
      is_offer ? "offer" : "agreement",
      is_offer ? "An agreement that may still be signed" : "A contract that is signed",
      is_offer ? "아직 서명할 수 있는 계약" : "서명된 계약", kKinds);
  add_common(o);
  add_parties(o);
  add_when_and_how_much(o, is_offer);
  add_delivery(o);
  add_price(o);
  add_pools(o);
  add_money(o);
  add_backstop(o);
  add_finance(o);
  return o;
}

}  // namespace

const ObjectOf<Draft>& agreement_keys() {
  static const ObjectOf<Draft> keys = make_keys(false);
  return keys;
}

const ObjectOf<Draft>& offer_keys() {
  static const ObjectOf<Draft> keys = make_keys(true);
  return keys;
}

}  // namespace offtake
