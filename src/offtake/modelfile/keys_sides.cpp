// What a provider serves from sources of its own.
#include "offtake/modelfile/objects.h"

namespace offtake {

void add_sides(ObjectOf<AgreementDraft>& o) {
  o.bind(
      {.name = "served_from",
       .form = Form::choice,
       .en = "Capacity of its own, or the provider's fleet: what it builds and leases serves this "
             "as one of its workloads",
       .ko = "자체 용량, 또는 공급자의 보유 용량(건설·임차분)에서 작업의 하나로 공급",
       .fallback = "own",
       .choices = {"own", "fleet"},
       .kinds = {"capacity"},
       .example = "fleet"},
      [](Reader& r, const Node& node, const KeyInfo& key, AgreementDraft& d) {
        d.from_fleet = read_choice(r, node, key) == 1;
      });
  o.add({.name = "shortfall",
         .form = Form::share,
         .en = "Damages for what the provider's fleet does not deliver, as a share of its price",
         .ko = "공급자의 보유 용량이 인도하지 못한 분에 대한 배상, 가격 대비 비율",
         .fallback = "0 %",
         .least = 0,
         .most = 10,
         .kinds = {"capacity"},
         .example = "20 %"},
        &AgreementDraft::shortfall);
}

}  // namespace offtake
