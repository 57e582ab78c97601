#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

constexpr double kMostText = 200;

// label, note and source stand at everything that has a name.
template <class T>
void add_texts(ObjectOf<T>& o) {
  o.add({.name = "label", .en = "The name for people", .ko = "사람이 읽는 이름", .most = kMostText},
        &T::label);
  if constexpr (requires(T t) { t.note; }) {
    o.add({.name = "note", .en = "What a reader should know", .ko = "독자가 알아야 할 것"},
          &T::note);
  }
  o.add({.name = "source", .en = "Where the figures come from", .ko = "수치의 출처"}, &T::source);
}

template <class T>
void add_jurisdiction(ObjectOf<T>& o) {
  o.add({.name = "jurisdiction",
         .en = "Country or bloc whose law holds",
         .ko = "관할권",
         .most = kMostText,
         .example = "US"},
        &T::jurisdiction);
}

}  // namespace

const ObjectOf<ClockDraft>& clock_keys() {
  static const ObjectOf<ClockDraft> keys = [] {
    ObjectOf<ClockDraft> o("clock", "The planned time and its steps", "계획 기간과 그 단계");
    o.add({.name = "start",
           .form = Form::date,
           .en = "First period",
           .ko = "첫 기간",
           .required = true,
           .example = "2025Q1"},
          &ClockDraft::start);
    o.add({.name = "end",
           .form = Form::until,
           .en = "Last period",
           .ko = "마지막 기간",
           .required = true,
           .example = "2033Q4"},
          &ClockDraft::end);
    o.add({.name = "step",
           .form = Form::choice,
           .en = "Length of a step",
           .ko = "단계의 길이",
           .fallback = "quarter",
           .choices = {"month", "quarter", "year"}},
          &ClockDraft::step);
    return o;
  }();
  return keys;
}

const ObjectOf<Party>& party_keys() {
  static const ObjectOf<Party> funding = [] {
    ObjectOf<Party> o("emergency_funding", "Money drawn when cash would fall under the minimum",
                      "현금이 최저치 아래로 떨어질 때 조달하는 자금");
    o.add({.name = "premium",
           .form = Form::share,
           .en = "Value lost per dollar drawn",
           .ko = "조달액 1달러당 잃는 가치",
           .fallback = "0 %",
           .least = 0,
           .most = 1,
           .example = "12 %"},
          &Party::emergency_premium);
    return o;
  }();
  static const ObjectOf<Party> keys = [] {
    ObjectOf<Party> o("party", "Who pays, is paid, decides", "지불하고, 지불받고, 결정하는 자");
    add_texts(o);
    add_jurisdiction(o);
    o.add({.name = "credit",
           .en = "Rating, shown only; `default` makes it fail",
           .ko = "신용등급(표시용)",
           .most = kMostText,
           .example = "BBB"},
          &Party::credit);
    o.add({.name = "discount",
           .form = Form::rate,
           .en = "Discount rate per year",
           .ko = "연 할인율",
           .fallback = "10 %",
           .least = 0,
           .most = 1},
          &Party::discount_per_year);
    o.add({.name = "cash",
           .form = Form::quantity,
           .dimension = dim::money,
           .en = "Cash at the start of the clock",
           .ko = "시계 시작 시점의 현금",
           .fallback = "$0",
           .example = "$5B"},
          &Party::cash_usd);
    o.add({.name = "minimum_cash",
           .form = Form::quantity,
           .dimension = dim::money,
           .en = "Cash is kept at this or above by emergency funding",
           .ko = "긴급 조달로 유지하는 최저 현금",
           .fallback = "$0",
           .least = 0},
          &Party::minimum_cash_usd);
    o.add({.name = "cash_yield",
           .form = Form::rate,
           .en = "What cash yields a year",
           .ko = "현금의 연 수익률",
           .fallback = "0 %",
           .least = 0,
           .most = 1},
          &Party::cash_yield_per_year);
    o.bind({.name = "emergency_funding",
            .form = Form::object,
            .en = "What it costs to draw money in need; without it cash may fall under the minimum",
            .ko = "급할 때 자금을 조달하는 비용; 없으면 현금이 최저치 아래로 내려갈 수 있다",
            .object = &funding.info(),
            .example = "{premium: 12 %}"},
           [](Reader& r, const Node& node, const KeyInfo&, Party& p) {
             p.emergency_funding = true;
             funding.read(r, node, p);
           });
    o.add({.name = "other_income",
           .form = Form::series,
           .dimension = dim::money_per_time,
           .en = "Income from outside the model",
           .ko = "모델 밖의 수입",
           .least = 0,
           .example = "$2B/year"},
          &Party::other_income_usd_per_month);
    o.add({.name = "other_cost",
           .form = Form::series,
           .dimension = dim::money_per_time,
           .en = "Cost outside the model",
           .ko = "모델 밖의 비용",
           .least = 0,
           .example = "$5B/year"},
          &Party::other_cost_usd_per_month);
    o.add({.name = "default",
           .form = Form::reference,
           .en = "The event from which on it delivers and pays nothing",
           .ko = "이후 아무것도 인도하거나 지불하지 않는 사건",
           .table = Table::drivers},
          &Party::default_event);
    return o;
  }();
  return keys;
}

const ObjectOf<Accelerator>& accelerator_keys() {
  static const ObjectOf<Accelerator> keys = [] {
    ObjectOf<Accelerator> o("accelerator", "A chip generation", "가속기 세대");
    add_texts(o);
    o.add({.name = "h100e_per_mw",
           .form = Form::series,
           .dimension = dim::ratio,
           .en = "H100 equivalents that one MW of IT power carries, by date of installation",
           .ko = "IT 전력 1 MW가 담는 H100 환산 수(설치 시점별)",
           .required = true,
           .least = kAboveZero,
           .example = "1046"},
          &Accelerator::h100e_per_mw);
    o.add({.name = "vendor",
           .form = Form::reference,
           .en = "Who sells it",
           .ko = "판매자",
           .fallback = "outside",
           .table = Table::parties},
          &Accelerator::vendor);
    o.add({.name = "price",
           .form = Form::series,
           .dimension = dim::money_per_power,
           .en = "The part of capex that goes to the vendor",
           .ko = "투자비 중 판매자에게 가는 부분",
           .least = 0,
           .example = "$26.1M/MW"},
          &Accelerator::price_usd_per_mw);
    o.add({.name = "from",
           .form = Form::date,
           .en = "First deliveries",
           .ko = "첫 출하",
           .example = "2025Q1"},
          &Accelerator::from_month);
    return o;
  }();
  return keys;
}

const ObjectOf<Site>& site_keys() {
  static const ObjectOf<Site> keys = [] {
    ObjectOf<Site> o("site", "A place with power", "전력이 있는 장소");
    add_texts(o);
    add_jurisdiction(o);
    o.add({.name = "pue",
           .form = Form::number,
           .en = "Facility power over IT power",
           .ko = "시설 전력 ÷ IT 전력",
           .fallback = "1",
           .least = 1,
           .most = 5,
           .example = "1.3"},
          &Site::pue);
    o.bind({.name = "assembled",
            .form = Form::choice,
            .en = "Its capacity is the least of shells, chips and power ÷ PUE, each with its own "
                  "agreements",
            .ko = "용량은 건물, 칩, 전력 ÷ PUE 중 가장 작은 것이며 각각 별도의 계약을 따름",
            .fallback = "no",
            .choices = {"no", "yes"}},
           [](Reader& r, const Node& node, const KeyInfo& key, Site& s) {
             s.assembled = read_choice(r, node, key) == 1;
           });
    o.add({.name = "power_price",
           .form = Form::series,
           .dimension = dim::money_per_energy,
           .en = "Price of power, paid for what is used; without it power is in the opex",
           .ko = "사용한 전력의 가격; 없으면 운영비에 포함",
           .least = 0,
           .example = "$47/MWh"},
          &Site::power_price_usd_per_mwh);
    o.add({.name = "utility",
           .form = Form::reference,
           .en = "Who is paid for power",
           .ko = "전력 요금을 받는 자",
           .fallback = "outside",
           .table = Table::parties},
          &Site::utility);
    return o;
  }();
  return keys;
}

const ObjectOf<Resource>& resource_keys() {
  static const ObjectOf<Resource> keys = [] {
    ObjectOf<Resource> o("resource", "Anything scarce that agreements use up",
                         "계약이 소모하는 희소한 것");
    add_texts(o);
    o.add({.name = "limit",
           .form = Form::series,
           .dimension = dim::power,
           .en = "Most that can be in use at a time",
           .ko = "동시에 쓸 수 있는 최대치",
           .least = 0,
           .example = "10 GW"},
          &Resource::stock_mw);
    o.add({.name = "rate",
           .form = Form::series,
           .dimension = dim::power_per_time,
           .en = "Most that can be taken in a time",
           .ko = "기간 동안 가져갈 수 있는 최대치",
           .least = 0,
           .example = "1.2 GW/year"},
          &Resource::flow_mw_per_month);
    return o;
  }();
  return keys;
}

const ObjectOf<Workload>& workload_keys() {
  static const ObjectOf<Workload> keys = [] {
    ObjectOf<Workload> o("workload", "Demand for compute", "연산 수요");
    add_texts(o);
    o.add({.name = "party",
           .form = Form::reference,
           .en = "Whose work it is",
           .ko = "누구의 작업인가",
           .required = true,
           .table = Table::parties,
           .example = "lab"},
          &Workload::party);
    o.add({.name = "volume",
           .form = Form::series,
           .dimension = dim::compute,
           .en = "How much runs when all is served",
           .ko = "모두 충족될 때의 작업량",
           .required = true,
           .least = 0,
           .example = "400k H100e"},
          &Workload::volume_h100e);
    o.add({.name = "revenue",
           .form = Form::series,
           .dimension = dim::money_per_compute_time,
           .en = "What an hour of it earns, or is worth",
           .ko = "1시간이 버는 돈 또는 가치",
           .least = 0,
           .example = "$2.10/H100e-hour"},
          &Workload::revenue_usd_per_h100e_month);
    o.bind({.name = "earns",
            .form = Form::choice,
            .en = "Whether the revenue is cash from customers, or worth without cash (research)",
            .ko = "수입이 고객의 현금인지, 현금 없는 가치(연구)인지",
            .fallback = "cash",
            .choices = {"cash", "worth"}},
           [](Reader& r, const Node& node, const KeyInfo& key, Workload& w) {
             w.earns_cash = read_choice(r, node, key) != 1;
           });
    o.add({.name = "shortage_cost",
           .form = Form::series,
           .dimension = dim::money_per_compute_time,
           .en = "What an hour that is not served costs on top of the revenue lost",
           .ko = "충족되지 못한 1시간이 잃은 수입에 더해 치르는 비용",
           .least = 0,
           .example = "$0.20/H100e-hour"},
          &Workload::shortage_usd_per_h100e_month);
    o.bind({.name = "shortage_is",
            .form = Form::choice,
            .en = "Whether that cost is worth lost, or a penalty paid in cash",
            .ko = "그 비용이 잃은 가치인지, 현금으로 내는 위약금인지",
            .fallback = "worth",
            .choices = {"worth", "penalty"}},
           [](Reader& r, const Node& node, const KeyInfo& key, Workload& w) {
             w.shortage_is_cash = read_choice(r, node, key) == 1;
           });
    o.add({.name = "jurisdictions",
           .form = Form::texts,
           .en = "Where it may run",
           .ko = "실행 가능한 관할권",
           .fallback = "anywhere",
           .most = kMostText,
           .example = "[US, EU]"},
          &Workload::jurisdictions);
    o.add({.name = "sites",
           .form = Form::references,
           .en = "Sites at which it may run",
           .ko = "실행 가능한 부지",
           .fallback = "any",
           .table = Table::sites},
          &Workload::sites);
    o.add({.name = "least_site",
           .form = Form::quantity,
           .dimension = dim::power,
           .en = "Least power delivered at one site for it to run there",
           .ko = "한 부지에서 실행하기 위한 최소 인도 전력",
           .fallback = "0 MW",
           .least = 0,
           .example = "300 MW"},
          &Workload::least_site_mw);
    return o;
  }();
  return keys;
}

const ObjectOf<Correlation>& correlation_keys() {
  static const ObjectOf<Correlation> keys = [] {
    ObjectOf<Correlation> o("correlation", "Two drivers that move together",
                            "함께 움직이는 두 불확실 요인");
    o.bind({.name = "between",
            .form = Form::references,
            .en = "The two drivers",
            .ko = "두 불확실 요인",
            .required = true,
            .table = Table::drivers,
            .example = "[demand, price]"},
           [](Reader& r, const Node& node, const KeyInfo& key, Correlation& c) {
             const std::size_t before = r.errors();
             std::vector<DriverId> pair;
             read_value(r, node, key, pair);
             if (r.errors() > before) return;
             if (pair.size() != 2) {
               r.error("E0617", node.mark, "a correlation ties two drivers",
                       "name two, as in `[demand, price]`");
               return;
             }
             c.a = pair[0];
             c.b = pair[1];
           });
    o.add({.name = "rho",
           .form = Form::number,
           .en = "Correlation of their shocks",
           .ko = "충격의 상관계수",
           .required = true,
           .least = -1,
           .most = 1,
           .example = "0.3"},
          &Correlation::rho);
    return o;
  }();
  return keys;
}

}  // namespace offtake
