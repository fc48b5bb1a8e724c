#pragma once

#include <optional>
#include <string>

#include "app/commands.hpp"

// What an operator does at the command line with tenants and their secrets. On PostgreSQL beside running servers; a
// SQLite file belongs to one process, so there the server is stopped first.
namespace promo::app {

struct TenantArguments {
    std::string id;
    std::string name;                        // of a new tenant, or typed to delete one
    std::optional<std::string> owner_email;  // of a new tenant
    std::optional<std::string> wanted_id;    // of a new or imported tenant
    std::string file;                        // empty: standard output
    bool yes = false;                        // this is meant
};

Exit list_tenants(Config config, Output output);
Exit create_tenant(Config config, const TenantArguments& arguments);
Exit suspend_tenant(Config config, const TenantArguments& arguments);
Exit reactivate_tenant(Config config, const TenantArguments& arguments);
Exit export_tenant(Config config, const TenantArguments& arguments);
Exit import_tenant(Config config, const TenantArguments& arguments);
Exit delete_tenant(Config config, const TenantArguments& arguments);
// Connects the bots that TELEGRAM_BOT_TOKEN and FOREX_BOT_TOKEN name.
Exit seed_bots(Config config, const TenantArguments& arguments);
Exit rotate_secrets(Config config);
Exit forget_secrets(Config config, const TenantArguments& arguments);

}  // namespace promo::app
