#pragma once

#include <optional>
#include <string>

#include "app/cli.hpp"
#include "app/config.hpp"

// One function for each command. Each returns when its work is done; those that serve, when they are told to stop.
namespace promo::app {

struct Roles {
    bool web = true;
    bool worker = true;
};

enum class Output { text, json };

struct SandboxSettings {
    std::optional<int> port;
};

Exit serve(Config config, Roles roles);
Exit demo(Config config);
Exit run_sandbox(Config config, const SandboxSettings& settings);
Exit migrate_schema(const Config& config);
Exit doctor(const Config& config, Output output);
Exit print_reference(const Config& config, const std::string& subject);
std::string crash_site_list();

}  // namespace promo::app
