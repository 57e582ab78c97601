#include <algorithm>

#include "offtake/base/text.h"
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

const std::vector<std::string> kKinds = {
    "gbm",   "ou",        "jumps",  "regimes", "lognormal", "triangular", "pert",
    "delay", "bernoulli", "hazard", "default", "empirical", "given"};
const std::vector<std::string> kProcesses = {"gbm", "ou", "jumps"};
const std::vector<std::string> kEvents = {"bernoulli", "hazard", "default"};

ReadKey<DriverDraft> amount(double DriverDraft::*member) {
  return [member](Reader& r, const Node& node, const KeyInfo& key, DriverDraft& d) {
    read_amount(r, node, key, d, d.*member);
  };
}

const ObjectOf<Regimes::State>& state_keys() {
  static const ObjectOf<Regimes::State> keys = [] {
    ObjectOf<Regimes::State> o("state", "One regime", "한 국면");
    o.add({.name = "growth",
           .form = Form::growth,
           .en = "Growth while it lasts",
           .ko = "지속되는 동안의 성장",
           .fallback = "1x/year",
           .least = kAboveZero,
           .example = "2.0x/year"},
          &Regimes::State::growth_per_year);
    o.add({.name = "volatility",
           .form = Form::share,
           .en = "Per square root of a year",
           .ko = "연 제곱근당 변동성",
           .fallback = "0 %",
           .least = 0,
           .most = 10,
           .example = "30 %"},
          &Regimes::State::volatility_per_sqrt_year);
    o.add({.name = "mean",
           .form = Form::quantity,
           .dimension = dim::time,
           .en = "How long it lasts on average",
           .ko = "평균 지속 기간",
           .required = true,
           .least = kAboveZero,
           .example = "24 months"},
          &Regimes::State::mean_months);
    o.bind({.name = "next",
            .form = Form::shares,
            .en = "Probability of each state that follows",
            .ko = "뒤따르는 각 국면의 확률",
            .example = "{pause: 100 %}"},
           [](Reader&, const Node&, const KeyInfo&, Regimes::State&) {});
    return o;
  }();
  return keys;
}

void read_states(Reader& r, const Node& node, DriverDraft& d) {
  if (!r.expect(node, Node::Kind::map, "`boom: {growth: 2x/year, mean: 24 months}`")) return;
  for (const Entry& e : node.entries) {
    const Reader::Scope scope(r, e.name, e.mark);
    if (!r.valid_name(e) || r.refuse_empty(e.value)) continue;
    Regimes::State state;
    state.name = e.name;
    state_keys().read(r, e.value, state);
    d.states.push_back(std::move(state));
    d.state_marks.push_back(e.mark);
    d.next.push_back(e.value.find("next"));
  }
}

void add_processes(ObjectOf<DriverDraft>& o) {
  const std::vector<std::string> drifting = {"gbm", "jumps"};
  o.add({.name = "growth",
         .form = Form::growth,
         .en = "Growth of the trend",
         .ko = "추세의 성장",
         .fallback = "1x/year",
         .least = kAboveZero,
         .kinds = kProcesses,
         .example = "1.8x/year"},
        [](DriverDraft& d) -> double& { return d.gbm.growth_per_year; });
  o.add({.name = "volatility",
         .form = Form::share,
         .en = "Per square root of a year",
         .ko = "연 제곱근당 변동성",
         .fallback = "0 %",
         .least = 0,
         .most = 10,
         .kinds = kProcesses,
         .example = "25 %"},
        [](DriverDraft& d) -> double& { return d.gbm.volatility_per_sqrt_year; });
  o.add({.name = "trend_sd",
         .form = Form::rate,
         .en = "Doubt about the growth itself",
         .ko = "성장률 자체의 불확실성",
         .fallback = "0 %/year",
         .least = 0,
         .most = 2,
         .kinds = drifting,
         .example = "10 %/year"},
        [](DriverDraft& d) -> double& { return d.gbm.trend_sd_per_year; });
  o.add({.name = "center",
         .form = Form::choice,
         .en = "What follows the growth",
         .ko = "성장을 따르는 것",
         .fallback = "median",
         .choices = {"mean", "median"},
         .kinds = drifting},
        [](DriverDraft& d) -> Center& { return d.gbm.center; });
  o.add({.name = "half_life",
         .form = Form::quantity,
         .dimension = dim::time,
         .en = "After which half of a deviation is gone",
         .ko = "이탈의 절반이 사라지는 기간",
         .fallback = "12 months",
         .least = kAboveZero,
         .kinds = {"ou"}},
        &DriverDraft::half_life_months);
  o.add({.name = "start",
         .form = Form::factor,
         .en = "Where it begins",
         .ko = "시작 값",
         .fallback = "1",
         .least = kAboveZero,
         .kinds = {"ou"},
         .example = "1.4"},
        &DriverDraft::start);
  o.add({.name = "per_year",
         .form = Form::number,
         .en = "Jumps expected a year",
         .ko = "연간 기대 점프 수",
         .required = true,
         .least = 0,
         .kinds = {"jumps"},
         .example = "0.3"},
        &DriverDraft::jumps_per_year);
  o.add({.name = "size",
         .form = Form::factor,
         .en = "Median factor of one jump",
         .ko = "한 번의 점프 배수(중앙값)",
         .required = true,
         .least = kAboveZero,
         .kinds = {"jumps"},
         .example = "0.7x"},
        &DriverDraft::size);
  o.add({.name = "spread",
         .form = Form::share,
         .en = "Standard deviation of a jump's logarithm",
         .ko = "점프 로그의 표준편차",
         .fallback = "0 %",
         .least = 0,
         .most = 10,
         .kinds = {"jumps"},
         .example = "20 %"},
        &DriverDraft::spread);
  o.bind({.name = "first",
          .form = Form::text,
          .en = "State at the start of the clock",
          .ko = "시계 시작 시점의 국면",
          .required = true,
          .kinds = {"regimes"},
          .example = "boom"},
         [](Reader& r, const Node& node, const KeyInfo&, DriverDraft& d) {
           if (r.scalar(node, "boom")) d.first_state = &node;
         });
  o.bind(
      {.name = "states",
       .form = Form::table,
       .en = "The regimes by name",
       .ko = "국면들",
       .required = true,
       .object = &state_keys().info(),
       .kinds = {"regimes"}},
      [](Reader& r, const Node& node, const KeyInfo&, DriverDraft& d) { read_states(r, node, d); });
}

void add_one_draws(ObjectOf<DriverDraft>& o) {
  const auto add = [&](const char* name, std::vector<std::string> kinds, const char* en,
                       const char* ko, double DriverDraft::*member) {
    o.bind({.name = name,
            .form = Form::quantity,
            .dimension = dim::ratio,
            .en = en,
            .ko = ko,
            .required = true,
            .least = 0,
            .kinds = std::move(kinds),
            .example = "18 months"},
           amount(member));
  };
  add("median", {"lognormal"}, "Median; a number or a duration", "중앙값; 수 또는 기간",
      &DriverDraft::median);
  add("p90", {"lognormal"}, "90th percentile", "90% 분위수", &DriverDraft::p90);
  add("least", {"triangular", "pert"}, "Least; a number or a duration", "최소; 수 또는 기간",
      &DriverDraft::least);
  add("mode", {"triangular", "pert"}, "Likeliest", "최빈값", &DriverDraft::mode);
  add("most", {"triangular", "pert"}, "Most", "최대", &DriverDraft::most);
  const auto add_delay = [&](KeyInfo key, double Delay::*member) {
    key.kinds = {"delay"};
    if (key.form == Form::quantity) key.dimension = dim::time;
    o.add(std::move(key), [member](DriverDraft& d) -> double& { return d.delay.*member; });
  };
  add_delay({.name = "none",
             .form = Form::share,
             .en = "Probability of no delay",
             .ko = "지연이 없을 확률",
             .fallback = "0 %",
             .least = 0,
             .most = 1,
             .example = "56 %"},
            &Delay::none);
  add_delay({.name = "mean",
             .form = Form::quantity,
             .en = "Mean of the whole, zeros included",
             .ko = "0을 포함한 전체 평균",
             .required = true,
             .least = 0,
             .example = "80 days"},
            &Delay::mean_months);
  add_delay({.name = "p90",
             .form = Form::quantity,
             .en = "90th percentile of the whole; with it the tail is lognormal",
             .ko = "전체의 90% 분위수; 주면 꼬리는 로그정규",
             .fallback = "an exponential tail",
             .least = kAboveZero,
             .example = "216 days"},
            &Delay::p90_months);
  add_delay({.name = "most",
             .form = Form::quantity,
             .en = "Longest delay",
             .ko = "최대 지연",
             .fallback = "60 months",
             .least = kAboveZero,
             .most = 600,
             .example = "36 months"},
            &Delay::most_months);
}

void add_events(ObjectOf<DriverDraft>& o) {
  o.add({.name = "probability",
         .form = Form::share,
         .en = "Probability that it has happened when the clock starts",
         .ko = "시계 시작 시점에 이미 일어났을 확률",
         .required = true,
         .least = 0,
         .most = 1,
         .kinds = {"bernoulli"},
         .example = "30 %"},
        &DriverDraft::probability);
  o.add({.name = "effect",
         .form = Form::factor,
         .en = "Factor from the event on",
         .ko = "사건 이후의 배수",
         .fallback = "0",
         .least = 0,
         .kinds = kEvents,
         .example = "0.5"},
        &DriverDraft::effect);
  o.add({.name = "per_year",
         .form = Form::rate,
         .en = "Intensity of the event",
         .ko = "사건의 강도",
         .required = true,
         .least = 0,
         .most = 1000,
         .kinds = {"hazard"},
         .example = "5 %/year"},
        [](DriverDraft& d) -> double& { return d.hazard.per_year; });
  o.add({.name = "from",
         .form = Form::date,
         .en = "From when on it may happen",
         .ko = "일어날 수 있는 시작 시점",
         .fallback = "the start of the clock",
         .kinds = {"hazard"}},
        [](DriverDraft& d) -> double& { return d.hazard.from_month; });
  o.add({.name = "until",
         .form = Form::until,
         .en = "Until when it may happen",
         .ko = "일어날 수 있는 마지막 시점",
         .fallback = "the end of the clock",
         .kinds = {"hazard"}},
        [](DriverDraft& d) -> double& { return d.hazard.until_month; });
  o.add({.name = "rating",
         .form = Form::choice,
         .en = "Rating of the debtor",
         .ko = "채무자의 등급",
         .required = true,
         .choices = {"AAA", "AA", "A", "BBB", "BB", "B", "CCC"},
         .kinds = {"default"},
         .example = "BBB"},
        [](DriverDraft& d) -> Rating& { return d.rated.rating; });
  o.add({.name = "measure",
         .form = Form::choice,
         .en = "How often such debtors failed, or how often the price of insurance says they will",
         .ko = "실제 부도율, 또는 보험료가 말하는 부도율",
         .fallback = "real-world",
         .choices = {"real-world", "market-implied"},
         .kinds = {"default"}},
        [](DriverDraft& d) -> DefaultMeasure& { return d.rated.measure; });
}

void add_data(ObjectOf<DriverDraft>& o) {
  const auto keep = [](const Node* DriverDraft::*member) {
    return
        [member](Reader&, const Node& node, const KeyInfo&, DriverDraft& d) { d.*member = &node; };
  };
  o.bind({.name = "values",
          .form = Form::numbers,
          .dimension = dim::ratio,
          .en = "The values that were observed; numbers or durations",
          .ko = "관측된 값들; 수 또는 기간",
          .kinds = {"empirical"},
          .example = "[0.8, 1.0, 1.3]"},
         keep(&DriverDraft::values));
  o.bind(
      {.name = "csv",
       .form = Form::path,
       .en = "A CSV file: for `empirical` with a column of values, for `given` with a row per path "
             "and a column per date",
       .ko = "CSV 파일: `empirical`은 값의 열, `given`은 경로마다 한 행과 날짜마다 한 열",
       .kinds = {"empirical", "given"},
       .example = "data/paths.csv"},
      keep(&DriverDraft::csv));
  o.add({.name = "column",
         .form = Form::text,
         .en = "Which column of the CSV file",
         .ko = "CSV 파일의 열 이름",
         .kinds = {"empirical"}},
        &DriverDraft::column);
  o.bind({.name = "each_step",
          .form = Form::choice,
          .en = "Whether it is drawn anew in every step",
          .ko = "단계마다 새로 뽑는지 여부",
          .fallback = "no",
          .choices = {"no", "yes"},
          .kinds = {"empirical"}},
         [](Reader& r, const Node& node, const KeyInfo& key, DriverDraft& d) {
           d.each_step = read_choice(r, node, key) == 1;
         });
}

}  // namespace

const ObjectOf<DriverDraft>& driver_keys() {
  static const ObjectOf<DriverDraft> keys = [] {
    ObjectOf<DriverDraft> o("driver", "What nobody can forecast; docs/reference/drivers.md",
                            "아무도 예측할 수 없는 것", kKinds);
    o.add({.name = "kind",
           .form = Form::choice,
           .en = "Which law it follows",
           .ko = "따르는 법칙",
           .required = true,
           .choices = kKinds,
           .example = "gbm"},
          &DriverDraft::kind);
    o.add({.name = "label", .en = "The name for people", .ko = "사람이 읽는 이름", .most = 200},
          &DriverDraft::label);
    o.add({.name = "source", .en = "Where the figures come from", .ko = "수치의 출처"},
          &DriverDraft::source);
    add_processes(o);
    add_one_draws(o);
    add_events(o);
    add_data(o);
    return o;
  }();
  return keys;
}

}  // namespace offtake
