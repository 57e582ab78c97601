#include "offtake/plan/rows.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "offtake/base/result.h"
#include "offtake/plan/limits.h"

namespace offtake {
namespace {

using Sequence = std::vector<int>;  // cell by epoch

// A limit is violated by more than a watt (or a dollar of a budget) and more than rounding.
constexpr double kAbsolute = 1e-6, kRelative = 1e-9;
// Rows given at once, one per limit.
constexpr std::size_t kMostRows = 64;

DomainRow row_of(const Limit& limit, const Columns& columns, const Sequence& sequence) {
  DomainRow row;
  (limit.at_least ? row.least : row.most) = limit.at_least ? -limit.most : limit.most;
  for (std::size_t s = 0; s < columns.slots.size(); ++s) {
    if (limit.per_mw[s] == 0.0) continue;
    const Slot& slot = columns.slots[s];
    row.entries.push_back({slot.first_column + sequence[std::size_t(slot.epoch)],
                           limit.at_least ? -limit.per_mw[s] : limit.per_mw[s]});
  }
  row.violation_cost = limit.violation_cost;
  row.name = limit.name;
  row.key_path = limit.key_path;
  row.limit = limit.index;
  return row;
}

// The sequences as a tree: the root is above the first epoch, node k of an epoch has its children
// in the next one side by side.
struct Tree {
  struct Node {
    int cell = 0;
    int first = 0, last = 0;  // children
  };
  std::vector<std::vector<Node>> epochs;
};

Tree make_tree(std::vector<Sequence> sequences) {
  std::sort(sequences.begin(), sequences.end());
  Tree tree;
  const std::size_t epochs = sequences.front().size();
  tree.epochs.resize(epochs);
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    const Sequence& now = sequences[i];
    std::size_t same = 0;  // epochs shared with the sequence before
    if (i > 0) {
      same = std::size_t(std::mismatch(now.begin(), now.end(), sequences[i - 1].begin()).first -
                         now.begin());
    }
    for (std::size_t e = same; e < epochs; ++e) {
      const int child = e + 1 < epochs ? static_cast<int>(tree.epochs[e + 1].size()) : 0;
      tree.epochs[e].push_back({now[e], child, child});
      if (e > 0) tree.epochs[e - 1].back().last = static_cast<int>(tree.epochs[e].size());
    }
  }
  return tree;
}

// Where a limit is largest over the sequences: depth first, leaving out what cannot pass the best.
class Search {
 public:
  // value [epoch][cell]; the epochs from `depth` on have no part in the limit.
  Search(const Tree& tree, const std::vector<std::vector<double>>& value, std::size_t depth)
      : tree_(tree), value_(value), depth_(depth), bound_(depth + 1, 0.0), now_(value.size()) {
    for (std::size_t e = depth; e > 0; --e) {
      bound_[e - 1] = bound_[e] + *std::max_element(value[e - 1].begin(), value[e - 1].end());
    }
  }
  // The sequence at which it is largest, if it passes `above` anywhere.
  std::optional<Sequence> run(double above) {
    best_ = above;
    walk(0, 0, static_cast<int>(tree_.epochs[0].size()), 0.0);
    return found_;
  }
  double best() const { return best_; }

 private:
  void walk(std::size_t epoch, int first, int last, double sum) {
    if (sum + bound_[epoch] <= best_) return;
    if (epoch == depth_) {
      best_ = sum;
      found_ = now_;
      return;
    }
    for (int n = first; n < last; ++n) {
      const Tree::Node& node = tree_.epochs[epoch][std::size_t(n)];
      now_[epoch] = node.cell;
      walk(epoch + 1, node.first, node.last, sum + value_[epoch][std::size_t(node.cell)]);
    }
  }
  const Tree& tree_;
  const std::vector<std::vector<double>>& value_;
  std::size_t depth_;
  std::vector<double> bound_;  // [epoch]: the most that it and the later ones add
  double best_ = 0.0;
  Sequence now_;
  std::optional<Sequence> found_;
};

class SequenceSeparator : public Separator {
 public:
  SequenceSeparator(Columns columns, std::vector<Limit> limits,
                    const std::vector<Sequence>& sequences)
      : columns_(std::move(columns)), limits_(std::move(limits)), tree_(make_tree(sequences)) {
    for (const Epoch& epoch : columns_.epochs) value_.emplace_back(std::size_t(epoch.cells()));
  }

  std::vector<DomainRow> violated(const std::vector<double>& x) override {
    std::vector<std::pair<double, DomainRow>> found;
    for (const Limit& limit : limits_) {
      const double scale = fill(limit, x);
      Search search(tree_, value_, depth(limit));
      const double tolerance = kAbsolute + kRelative * std::max(scale, std::abs(limit.most));
      if (const auto sequence = search.run(limit.most + tolerance)) {
        found.emplace_back((search.best() - limit.most) / tolerance,
                           row_of(limit, columns_, *sequence));
      }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    if (found.size() > kMostRows) found.resize(kMostRows);
    std::vector<DomainRow> rows;
    for (auto& [violation, row] : found) rows.push_back(std::move(row));
    return rows;
  }

 private:
  // What the cells of each epoch add to the limit at x. Returns the sum of their sizes.
  double fill(const Limit& limit, const std::vector<double>& x) {
    for (std::vector<double>& cells : value_) std::fill(cells.begin(), cells.end(), 0.0);
    double scale = 0.0;
    for (std::size_t s = 0; s < columns_.slots.size(); ++s) {
      if (limit.per_mw[s] == 0.0) continue;
      const Slot& slot = columns_.slots[s];
      for (int c = 0; c < slot.cells; ++c) {
        const double part = limit.per_mw[s] * x[std::size_t(slot.first_column + c)];
        value_[std::size_t(slot.epoch)][std::size_t(c)] += part;
        scale += std::abs(part);
      }
    }
    return scale;
  }

  // One past the last epoch that has a part in the limit.
  std::size_t depth(const Limit& limit) const {
    int last = -1;
    for (std::size_t s = 0; s < columns_.slots.size(); ++s) {
      if (limit.per_mw[s] != 0.0) last = std::max(last, columns_.slots[s].epoch);
    }
    return std::size_t(last + 1);
  }

  Columns columns_;
  std::vector<Limit> limits_;
  Tree tree_;
  std::vector<std::vector<double>> value_;  // [epoch][cell]
};

// Whether the limit can be passed within the bounds.
bool can_bind(const Limit& limit, const Columns& columns, const Domain& domain) {
  double most = 0.0;
  for (std::size_t s = 0; s < columns.slots.size(); ++s) {
    const Slot& slot = columns.slots[s];
    const auto first = domain.upper.begin() + slot.first_column;
    most += std::max(0.0, limit.per_mw[s]) * *std::max_element(first, first + slot.cells);
  }
  return most > limit.most * (1.0 + 1e-12);
}

// Epochs with several cells that have a part in the limit.
std::vector<int> epochs_that_matter(const Limit& limit, const Columns& columns) {
  std::vector<int> all;
  for (std::size_t s = 0; s < columns.slots.size(); ++s) {
    const Slot& slot = columns.slots[s];
    if (limit.per_mw[s] != 0.0 && slot.cells > 1) all.push_back(slot.epoch);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

// [epoch][cell]: a sequence goes through it.
std::vector<std::vector<char>> visited(const Columns& columns,
                                       const std::vector<Sequence>& sequences) {
  std::vector<std::vector<char>> seen;
  for (std::size_t e = 0; e < columns.epochs.size(); ++e) {
    seen.emplace_back(std::size_t(columns.epochs[e].cells()));
    for (const Sequence& s : sequences) seen[e][std::size_t(s[e])] = 1;
  }
  return seen;
}

// In a cell that no path is in nothing is signed.
void set_bounds(const Model& model, const Plan& signed_already, const Columns& columns,
                const std::vector<std::vector<char>>& seen, Domain& domain) {
  for (std::size_t j = 0; j < columns.columns.size(); ++j) {
    const PlanColumn& column = columns.columns[j];
    const Slot& slot = columns.slots[std::size_t(column.slot)];
    double most = column.most_mw;
    if (slot.exercise == Exercise::none) {
      most = std::min(most, left_to_sign(model, signed_already, slot.offer));
    }
    const bool open = most >= column.least_mw * (1.0 - 1e-12) &&
                      seen[std::size_t(slot.epoch)][std::size_t(column.cell)];
    domain.lower.push_back(0.0);
    domain.upper.push_back(open ? most : 0.0);
    domain.lot.push_back(column.lot_mw);
    domain.least.push_back(column.least_mw);
    domain.names.push_back(columns.name(model, static_cast<int>(j)));
  }
}

}  // namespace

PlanDomain make_domain(const Model& model, const Plan& signed_already, const Columns& columns,
                       const std::vector<std::vector<int>>& sequences) {
  OFFTAKE_CHECK(!sequences.empty() && sequences.front().size() == columns.epochs.size(),
                std::string("no sequence of cells"));
  PlanDomain out;
  const std::vector<std::vector<char>> seen = visited(columns, sequences);
  set_bounds(model, signed_already, columns, seen, out.domain);
  std::vector<Limit> by_sequence;
  for (Limit& limit : make_limits(model, signed_already, columns)) {
    if (!can_bind(limit, columns, out.domain)) continue;
    const std::vector<int> epochs = epochs_that_matter(limit, columns);
    if (epochs.size() > 1) {
      by_sequence.push_back(std::move(limit));
      continue;
    }
    Sequence sequence(columns.epochs.size(), 0);
    const std::vector<char> once{1};
    const std::vector<char>& cells = epochs.empty() ? once : seen[std::size_t(epochs.front())];
    for (std::size_t c = 0; c < cells.size(); ++c) {
      if (!epochs.empty()) sequence[std::size_t(epochs.front())] = static_cast<int>(c);
      if (cells[c]) out.domain.rows.push_back(row_of(limit, columns, sequence));
    }
  }
  out.separator = std::make_unique<SequenceSeparator>(columns, std::move(by_sequence), sequences);
  return out;
}

std::vector<DomainRow> rows_of_all_sequences(const Model& model, const Plan& signed_already,
                                             const Columns& columns, const Domain& domain,
                                             const std::vector<std::vector<int>>& sequences) {
  std::vector<DomainRow> rows;
  for (const Limit& limit : make_limits(model, signed_already, columns)) {
    const std::vector<int> epochs = epochs_that_matter(limit, columns);
    if (epochs.size() < 2 || !can_bind(limit, columns, domain)) continue;
    std::set<Sequence> seen;  // by the epochs that matter
    for (const Sequence& sequence : sequences) {
      Sequence part;
      for (const int e : epochs) part.push_back(sequence[std::size_t(e)]);
      if (seen.insert(std::move(part)).second) rows.push_back(row_of(limit, columns, sequence));
    }
  }
  return rows;
}

}  // namespace offtake
