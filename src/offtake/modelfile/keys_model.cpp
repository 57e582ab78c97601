// Strategies and the top level.
#include <algorithm>

#include "offtake/base/text.h"
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

const ObjectOf<Signing>& signing_keys() {
  static const ObjectOf<Signing> keys = [] {
    ObjectOf<Signing> o("sign", "So much of an offer at a date", "한 시점에 서명하는 양");
    o.add({.name = "offer",
           .form = Form::reference,
           .en = "Which offer",
           .ko = "어느 제안",
           .required = true,
           .table = Table::agreements,
           .example = "oracle-1gw"},
          &Signing::offer);
    o.add({.name = "date",
           .form = Form::date,
           .en = "When",
           .ko = "언제",
           .required = true,
           .example = "2025Q1"},
          &Signing::month);
    o.add({.name = "quantity",
           .form = Form::quantity,
           .dimension = dim::power,
           .en = "How much of an offer of capacity",
           .ko = "용량 제안의 서명량",
           .least = kAboveZero,
           .example = "1 GW"},
          &Signing::mw);
    return o;
  }();
  return keys;
}

const Entry* find_agreement(const Node& root, const std::string& name, bool& is_offer) {
  for (const char* table : {"agreements", "offers"}) {
    const Node* node = root.find(table);
    if (!node || node->kind != Node::Kind::map) continue;
    if (const Entry* e = node->entry(name)) {
      is_offer = std::string_view(table) == "offers";
      return e;
    }
  }
  return nullptr;
}

// Capacity is signed in MW, all else as a whole.
void check_quantity(Reader& r, const Node& item, const StrategyDraft& d) {
  const Node* name = item.find("offer");
  const Entry* quantity = item.entry("quantity");
  bool is_offer = false;
  const Entry* offer = name ? find_agreement(*d.root, name->text, is_offer) : nullptr;
  const Node* kind = offer ? offer->value.find("kind") : nullptr;
  if (!kind) return;
  constexpr std::string_view kInMw[] = {"capacity", "build", "supply", "power"};
  const bool capacity = std::ranges::find(kInMw, kind->text) != std::end(kInMw);
  if (capacity && !quantity) {
    r.error("E0108", r.key_mark(), "`quantity` is missing", "add it, for example `quantity: 1 GW`");
  } else if (!capacity && quantity) {
    r.error("E0107", quantity->mark, fmt::format("a {} is signed as a whole", kind->text),
            "delete `quantity`");
  }
}

void read_signings(Reader& r, const Node& node, StrategyDraft& d) {
  if (!r.expect(node, Node::Kind::list, "`- {offer: oracle, date: 2025Q1, quantity: 1 GW}`"))
    return;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const Node& item = node.items[i];
    const Reader::Scope scope(r, fmt::format("[{}]", i), item.mark);
    Signing signing;
    signing.month = -1e9;
    signing_keys().read(r, item, signing);
    check_quantity(r, item, d);
    d.strategy.sign.signings.push_back(signing);
  }
}

// The agreement's own keys with those of the change laid over them.
void read_changes(Reader& r, const Node& node, StrategyDraft& d) {
  if (!r.expect(node, Node::Kind::map, "`oracle: {price: $9B/GW-year}`")) return;
  for (const Entry& e : node.entries) {
    const Reader::Scope scope(r, e.name, e.mark);
    Node name;
    name.text = e.name;
    name.mark = e.mark;
    const auto index = r.reference(name, Table::agreements);
    if (r.refuse_empty(e.value) || !r.expect(e.value, Node::Kind::map, "the keys that differ") ||
        !index) {
      continue;
    }
    bool is_offer = false;
    const Entry* base = find_agreement(*d.root, e.name, is_offer);
    if (!base || base->value.kind != Node::Kind::map) continue;
    Entry changed = *base;
    changed.mark = e.mark;
    for (const Entry& difference : e.value.entries) {
      // `price` and `value` are two ways to say one thing.
      const char* other = difference.name == "price"   ? "value"
                          : difference.name == "value" ? "price"
                                                       : nullptr;
      std::erase_if(changed.value.entries, [&](const Entry& x) {
        return x.name == difference.name || (other && x.name == other);
      });
      changed.value.entries.push_back(difference);
    }
    d.strategy.change.push_back({AgreementId{*index}, read_agreement(r, changed, is_offer)});
  }
}

// name: object, in order, one element for each entry so that ids stay right.
template <class T, class Read>
void read_table(Reader& r, const Node& node, std::vector<T>& out, Read read) {
  if (!r.expect(node, Node::Kind::map, "`name: {...}`")) return;
  for (const Entry& e : node.entries) {
    const Reader::Scope scope(r, e.name, e.mark);
    const bool good = r.valid_name(e) && !r.refuse_empty(e.value);
    out.push_back(good ? read(e) : T{});
    out.back().name = e.name;
  }
}

template <class T>
auto with_keys(Reader& r, const ObjectOf<T>& keys) {
  return [&r, &keys](const Entry& e) {
    T object;
    keys.read(r, e.value, object);
    return object;
  };
}

template <class T>
void add_table(ObjectOf<ModelDraft>& o, const char* name, const char* en, const char* ko,
               std::vector<T> Model::*member, const ObjectOf<T>& keys, bool required = false) {
  o.bind({.name = name,
          .form = Form::table,
          .en = en,
          .ko = ko,
          .required = required,
          .object = &keys.info()},
         [member, &keys](Reader& r, const Node& node, const KeyInfo&, ModelDraft& d) {
           read_table(r, node, d.model.*member, with_keys(r, keys));
         });
}

void read_clock(Reader& r, const Node& node, Clock& clock) {
  ClockDraft draft;
  const std::size_t before = r.errors();
  clock_keys().read(r, node, draft);
  if (r.errors() > before) return;
  clock.start_month = draft.start;
  clock.months_per_step = draft.step == ClockDraft::Step::month     ? 1
                          : draft.step == ClockDraft::Step::quarter ? 3
                                                                    : 12;
  const double steps = (draft.end - draft.start) / clock.months_per_step;
  clock.steps = static_cast<int>(steps + 1e-9);
  if (steps > 0.0 && steps - clock.steps > 1e-6) {
    r.error("E0512", node.entry("end")->value.mark,
            "the time from start to end is no whole number of steps",
            "move the end, or take a shorter step");
  }
}

void add_head(ObjectOf<ModelDraft>& o) {
  o.bind({.name = "offtake",
          .form = Form::whole,
          .en = "Version of the model language",
          .ko = "모델 언어의 판",
          .required = true,
          .least = 1,
          .example = "1"},
         [](Reader& r, const Node& node, const KeyInfo&, ModelDraft&) {
           const auto text = r.scalar(node, "1");
           if (!text || *text == "1") return;
           r.error("E0010", node.mark,
                   fmt::format("{} is no version of the model language that this offtake reads; a "
                               "higher one is for a newer offtake",
                               quote(*text)),
                   "write `offtake: 1`, or upgrade offtake");
         });
  o.add({.name = "title", .en = "What it is about", .ko = "제목", .most = 200},
        [](ModelDraft& d) -> std::string& { return d.model.title; });
  o.add({.name = "note", .en = "What a reader should know", .ko = "독자가 알아야 할 것"},
        [](ModelDraft& d) -> std::string& { return d.model.note; });
  o.bind({.name = "clock",
          .form = Form::object,
          .en = "The planned time",
          .ko = "계획 기간",
          .required = true,
          .object = &clock_keys().info(),
          .example = "{start: 2025Q1, end: 2030Q4, step: quarter}"},
         [](Reader& r, const Node& node, const KeyInfo&, ModelDraft& d) {
           read_clock(r, node, d.model.clock);
         });
  o.bind({.name = "planner",
          .form = Form::object,
          .en = "Whose side is taken",
          .ko = "누구의 편에 서는가",
          .required = true,
          .object = &planner_keys().info(),
          .example = "{party: lab}"},
         [](Reader& r, const Node& node, const KeyInfo&, ModelDraft& d) {
           planner_keys().read(r, node, d.model.planner);
         });
}

void add_agreements(ObjectOf<ModelDraft>& o) {
  const auto add = [&](const char* name, const char* en, const char* ko, bool is_offer) {
    o.bind({.name = name,
            .form = Form::table,
            .en = en,
            .ko = ko,
            .object = is_offer ? &offer_keys().info() : &agreement_keys().info()},
           [is_offer](Reader& r, const Node& node, const KeyInfo&, ModelDraft& d) {
             const std::size_t first = d.model.agreements.size();
             read_table(r, node, d.model.agreements,
                        [&](const Entry& e) { return read_agreement(r, e, is_offer); });
             for (std::size_t i = first; i < d.model.agreements.size(); ++i) {
               d.model.agreements[i].is_offer = is_offer;
             }
           });
  };
  add("agreements", "What is signed", "서명된 계약", false);
  add("offers", "What can be signed", "서명할 수 있는 제안", true);
}

void add_rest(ObjectOf<ModelDraft>& o) {
  o.bind({.name = "drivers",
          .form = Form::table,
          .en = "What nobody can forecast",
          .ko = "아무도 예측할 수 없는 것",
          .object = &driver_keys().info()},
         [](Reader& r, const Node& node, const KeyInfo&, ModelDraft& d) {
           read_table(r, node, d.model.drivers, [&](const Entry& e) { return read_driver(r, e); });
         });
  o.bind({.name = "correlations",
          .form = Form::list,
          .en = "Which drivers move together",
          .ko = "함께 움직이는 불확실 요인",
          .object = &correlation_keys().info(),
          .example = "[{between: [demand, price], rho: 0.3}]"},
         [](Reader& r, const Node& node, const KeyInfo& key, ModelDraft& d) {
           if (!r.expect(node, Node::Kind::list, key.example)) return;
           for (std::size_t i = 0; i < node.items.size(); ++i) {
             const Reader::Scope scope(r, fmt::format("[{}]", i), node.items[i].mark);
             Correlation c;
             correlation_keys().read(r, node.items[i], c);
             d.model.correlations.push_back(c);
           }
         });
  o.bind({.name = "strategies",
          .form = Form::table,
          .en = "Named sets of what is allowed and signed",
          .ko = "허용되고 서명되는 것의 이름 있는 집합",
          .object = &strategy_keys().info()},
         [](Reader& r, const Node& node, const KeyInfo&, ModelDraft& d) {
           read_table(r, node, d.model.strategies, [&](const Entry& e) {
             StrategyDraft draft;
             draft.root = d.root;
             strategy_keys().read(r, e.value, draft);
             return draft.strategy;
           });
         });
}

}  // namespace

const ObjectOf<StrategyDraft>& strategy_keys() {
  static const ObjectOf<StrategyDraft> keys = [] {
    ObjectOf<StrategyDraft> o("strategy", "What is allowed, what is signed, what differs",
                              "허용, 서명, 변경되는 것");
    const auto of = [](auto Strategy::*member) {
      return [member](StrategyDraft & d) -> auto& { return d.strategy.*member; };
    };
    o.add({.name = "label", .en = "The name for people", .ko = "사람이 읽는 이름", .most = 200},
          of(&Strategy::label));
    o.add({.name = "note", .en = "What a reader should know", .ko = "독자가 알아야 할 것"},
          of(&Strategy::note));
    o.bind({.name = "offers",
            .form = Form::offers,
            .en = "Which offers are allowed",
            .ko = "허용되는 제안",
            .fallback = "all",
            .table = Table::offers,
            .example = "[oracle, coreweave]"},
           [](Reader& r, const Node& node, const KeyInfo& key, StrategyDraft& d) {
             if (node.kind == Node::Kind::scalar) {
               if (node.text == "all") return;
               if (!r.names(Table::offers).count(node.text) && nearest(node.text, {"all"})) {
                 r.error("E0401", node.mark, fmt::format("there is no offer {}", quote(node.text)),
                         "did you mean `all`?");
                 return;
               }
             }
             d.strategy.all_offers = false;
             read_value(r, node, key, d.strategy.offers);
           });
    o.add({.name = "drop",
           .form = Form::references,
           .en = "Agreements that do not hold",
           .ko = "효력이 없는 계약",
           .table = Table::agreements},
          of(&Strategy::drop));
    o.bind({.name = "change",
            .form = Form::changes,
            .en = "Agreements and offers with the keys that differ",
            .ko = "달라지는 키를 가진 계약과 제안",
            .table = Table::agreements,
            .example = "{azure-exclusive: {until: 2033-12}}"},
           [](Reader& r, const Node& node, const KeyInfo&, StrategyDraft& d) {
             read_changes(r, node, d);
           });
    o.bind({.name = "sign",
            .form = Form::list,
            .en = "What is signed, so that a plan made by hand can be simulated",
            .ko = "서명되는 것: 손으로 만든 계획을 시뮬레이션",
            .object = &signing_keys().info(),
            .example = "[{offer: oracle, date: 2025Q1, quantity: 1 GW}]"},
           [](Reader& r, const Node& node, const KeyInfo&, StrategyDraft& d) {
             read_signings(r, node, d);
           });
    return o;
  }();
  return keys;
}

const ObjectOf<ModelDraft>& model_keys() {
  static const ObjectOf<ModelDraft> keys = [] {
    ObjectOf<ModelDraft> o("model", "The top level of every file", "모든 파일의 최상위");
    add_head(o);
    add_table(o, "parties", "Who pays, is paid, decides", "당사자", &Model::parties, party_keys(),
              true);
    add_table(o, "accelerators", "Chip generations", "가속기", &Model::accelerators,
              accelerator_keys());
    add_table(o, "sites", "Places with power", "부지", &Model::sites, site_keys());
    add_table(o, "resources", "What is scarce", "자원", &Model::resources, resource_keys());
    add_table(o, "workloads", "Demand for compute", "작업", &Model::workloads, workload_keys());
    add_agreements(o);
    add_rest(o);
    add_table(o, "shocks", "What may go wrong", "잘못될 수 있는 것", &Model::shocks, shock_keys());
    return o;
  }();
  return keys;
}

const std::vector<const ObjectInfo*>& all_objects() {
  static const std::vector<const ObjectInfo*> objects = [] {
    std::vector<const ObjectInfo*> out = {&model_keys().info()};
    // Breadth first through what stands at the keys.
    for (std::size_t i = 0; i < out.size(); ++i) {
      for (const KeyInfo& key : out[i]->keys) {
        if (key.object && std::find(out.begin(), out.end(), key.object) == out.end()) {
          out.push_back(key.object);
        }
      }
    }
    out.push_back(&series_info());
    return out;
  }();
  return objects;
}

}  // namespace offtake
