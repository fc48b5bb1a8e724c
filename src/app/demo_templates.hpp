#pragma once

#include "app/domains.hpp"

namespace promo::app {

// Gives the first tenant three templates, each once: one that was deleted does not come back.
void give_demo_templates(Domains& domains, db::Database& database);

}  // namespace promo::app
