#pragma once

#include <chrono>
#include <map>
#include <string>

#include "core/secret.hpp"

namespace promo::db::postgres {

// What a postgres:// URL says, and the settings that every connection of ours has.
class Target {
public:
    // Throws std::invalid_argument, without a word of the URL in it: there is a password in there.
    explicit Target(const core::Secret& url);

    const std::map<std::string, std::string>& settings() const { return settings_; }
    std::string user() const { return get("user"); }
    core::Secret password() const { return core::Secret(get("password")); }
    // `host:port/database`, for messages.
    std::string name() const;

    // The settings with host names looked up, which libpq itself would do without a deadline. Throws
    // Failure::unreachable.
    std::map<std::string, std::string> resolved(std::chrono::steady_clock::time_point deadline) const;

private:
    std::string get(const std::string& key) const;

    std::map<std::string, std::string> settings_;
};

}  // namespace promo::db::postgres
