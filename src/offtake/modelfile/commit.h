// Offers that are signed, as text of the model: for each an agreement that reads as the offer does,
// with its date and size instead of a window and quantities, and `from_offer`, by which what is
// left of the offer is less. No byte of any file changes but for what is appended; a byte order
// mark at the start of the file that it comes behind goes.
#pragma once

#include <string>
#include <vector>

#include "offtake/modelfile/modelfile.h"

namespace offtake {

struct SignedOffer {
  AgreementId offer;
  double month = 0.0;  // since 1970-01
  double mw = 0.0;     // kinds without capacity: 1
};

struct Commitment {
  std::string file;                // signed.yaml, or signed-2.yaml … where that is something else
  bool exists = false;             // it is a file of the model, and `added` comes at its end
  std::string added;               // bytes
  std::vector<std::string> names;  // of the agreements, as in what was given
  std::vector<SourceText> sources;  // all files of the model with it
};

// Under the strategy an offer reads as that changes it. An amount for the whole capacity
// (`value`) becomes that of the part. Errors: E0992 such an amount that changes over time, or a
// date that no text of a day gives.
Result<Commitment> commit_offers(const LoadedModel& loaded, StrategyId strategy,
                                 const std::vector<SignedOffer>& what);

// Every key that is written and its text, "agreements.base.price" → "$10B/GW-year": to tell two
// models apart.
std::vector<std::pair<std::string, std::string>> written_keys(const LoadedModel& loaded);

}  // namespace offtake
