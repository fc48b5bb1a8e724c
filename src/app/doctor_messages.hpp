#pragma once

#include <vector>

#include "app/doctor.hpp"
#include "db/database.hpp"

namespace promo::app {

// Messages that do not leave or that nobody can say of, and bots without their commands.
void examine_messages(db::Database& database, std::vector<Finding>& findings);

}  // namespace promo::app
