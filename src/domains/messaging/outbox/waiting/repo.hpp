#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "db/tx.hpp"

namespace promo::messaging::outbox::repo {

// Of which bots of a node something waits, and how urgent it is. A few seeks of an index, however much it is.
using Waiting = std::set<std::pair<std::int64_t, int>>;
Waiting waiting(db::Tx& tx, const std::string& node);

}  // namespace promo::messaging::outbox::repo
