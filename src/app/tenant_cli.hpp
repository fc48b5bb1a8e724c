#pragma once

#include <functional>

#include "app/tenant_commands.hpp"

namespace CLI {
class App;
}

namespace promo::app {

// `promostack tenant …` and `promostack secrets …`. Whoever is chosen is given to `choose`; the values lie in
// `arguments` and `output`, which outlive the parsing.
void add_tenants(CLI::App& cli, TenantArguments& arguments, Output& output,
                 const std::function<void(std::function<Exit(Config)>)>& choose);

}  // namespace promo::app
