#pragma once

#include <memory>
#include <string>
#include <vector>

#include "db/database.hpp"
#include "db/postgres/target.hpp"

namespace promo::db::postgres {

// On a connection of its own, made by the first `wait`, which returns an empty channel when it has come about.
std::unique_ptr<Listener> make_listener(const Target& target, const Deadlines& deadlines,
                                        std::vector<std::string> channels);

}  // namespace promo::db::postgres
