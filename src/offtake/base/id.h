// Strong ids: an index into one of the model's tables. Ids of different tables do not mix.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace offtake {

template <class Tag>
struct Id {
  std::int32_t value = -1;

  constexpr Id() = default;
  constexpr explicit Id(std::int32_t v) : value(v) {}
  constexpr explicit Id(std::size_t v) : value(static_cast<std::int32_t>(v)) {}
  constexpr bool valid() const { return value >= 0; }
  constexpr std::size_t index() const { return static_cast<std::size_t>(value); }
  friend constexpr auto operator<=>(Id, Id) = default;
};

using PartyId = Id<struct PartyTag>;
using AcceleratorId = Id<struct AcceleratorTag>;
using SiteId = Id<struct SiteTag>;
using ResourceId = Id<struct ResourceTag>;
using DriverId = Id<struct DriverTag>;
using WorkloadId = Id<struct WorkloadTag>;
using AgreementId = Id<struct AgreementTag>;
using StrategyId = Id<struct StrategyTag>;

}  // namespace offtake
