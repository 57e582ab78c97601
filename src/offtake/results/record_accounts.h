// What a ledger's accounts are called and how they count, for those who know the run's record
// alone.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "offtake/results/run_record.h"

namespace offtake {

inline constexpr const char* kEmergencyAccount = "emergency_funding";

struct AccountFacts {
  std::string label, label_ko;  // "Fees for capacity"
  bool value_to_payer = false, value_to_payee = false;
  bool moves_cash = false;
};
// Of no account: the key itself, and nothing that counts.
AccountFacts account_facts(std::string_view key);
std::map<std::string, std::string> account_words();  // key to Korean

// What a dollar on the line adds to the value of the party: 1, −1 or 0.
double value_sign(const RunLedgerLine& line, const std::string& party);

}  // namespace offtake
