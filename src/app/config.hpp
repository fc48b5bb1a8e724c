#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/log.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"

namespace promo::app {

enum class Environment { development, production };
BOOST_DESCRIBE_ENUM(Environment, development, production)

// Everything the environment may say, typed. Modules never see it whole: App hands each its own options.
struct Config {
    Environment environment = Environment::development;
    std::string host;
    std::uint16_t port = 0;
    std::filesystem::path data_dir;
    std::filesystem::path web_dir;    // empty: beside the program or in its source tree
    std::filesystem::path fonts_dir;  // empty: beside the program or where it was built

    core::Secret database_url;  // empty: SQLite in data_dir
    core::Secret database_admin_url;

    std::string public_base_url;
    std::string admin_host;
    std::string dash_host;
    std::vector<std::string> trusted_proxies;

    core::Secret session_secret;
    core::Secret session_secret_previous;
    core::Secret secret_key;
    core::Secret secret_key_previous;
    std::vector<std::string> admin_emails;
    core::Secret admin_password;

    std::string clerk_publishable_key;
    std::vector<std::string> clerk_allowed_issuers;
    std::vector<std::string> clerk_authorized_parties;
    core::Secret clerk_secret_key;
    std::string clerk_api_base_url;
    std::string telegram_api_base_url;
    core::Secret telegram_bot_token;  // this and the next two only for `tenant seed-bots`
    core::Secret forex_bot_token;
    std::string forex_channel_id;
    std::string stripe_api_base_url;
    std::string funderpro_base_url;
    std::string funderpro_product_id;

    std::string spaces_endpoint;
    std::string spaces_region;
    std::string spaces_bucket;
    std::string spaces_access_key;
    core::Secret spaces_secret_key;
    std::string spaces_public_base_url;

    std::string tenant;  // the only one the schedulers serve; empty: all
    std::uint16_t sandbox_port = 0;
    core::log::Level log_level = core::log::Level::info;
    core::log::Format log_format = core::log::Format::text;
    std::optional<core::Timestamp> clock_start;
    double clock_rate = 1;
    std::string crash_at;

    bool simulated_clock() const { return clock_start || clock_rate != 1; }
};

// What the environment says cannot be used; the text names the variable and says what to write.
class ConfigError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

using Variables = std::map<std::string, std::string>;

// The process's environment, over a `.env` of the working directory unless PROMOSTACK_ENV is production.
Variables environment_variables();

// Throws ConfigError for a value that does not parse, an unknown PROMOSTACK_* name, or what production refuses.
Config read_config(const Variables& variables);

// `docs/configuration.md`.
std::string configuration_reference();

}  // namespace promo::app
