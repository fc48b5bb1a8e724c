#include "app/config.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>

#include "app/config_values.hpp"
#include "core/enum_name.hpp"
#include "domains/auth/publishable_key.hpp"

extern char** environ;

namespace promo::app {
namespace {

enum class Kind { plain, secret };

struct Variable {
    std::string_view name;
    std::string_view fallback;
    Kind kind;
    std::string_view help;
    void (*set)(Config&, const Setting&);
};

constexpr auto kPlain = Kind::plain;
constexpr auto kSecret = Kind::secret;

template <auto Member>
void set_text(Config& config, const Setting& setting) {
    config.*Member = std::string(setting.value);
}
template <auto Member>
void set_secret(Config& config, const Setting& setting) {
    config.*Member = core::Secret(std::string(setting.value));
}
template <auto Member>
void set_list(Config& config, const Setting& setting) {
    config.*Member = list_value(setting);
}
template <auto Member>
void set_host(Config& config, const Setting& setting) {
    config.*Member = host_name(setting);
}
template <auto Member>
void set_port(Config& config, const Setting& setting) {
    config.*Member = static_cast<std::uint16_t>(whole_number(setting, 0, 65535));
}
template <auto Member>
void set_url(Config& config, const Setting& setting) {
    config.*Member = base_url(setting);
}
template <auto Member, class E>
void set_enum(Config& config, const Setting& setting) {
    config.*Member = one_of<E>(setting);
}
// DB_HOST and its neighbours make a DATABASE_URL together; see database_url_from_parts.
void set_by_parts(Config&, const Setting&) {}

const std::array kVariables{
    Variable{"PROMOSTACK_ENV", "development", kPlain, "`production` refuses unsafe or missing settings",
             set_enum<&Config::environment, Environment>},
    Variable{"HOST", "127.0.0.1", kPlain, "address to listen on",
             [](Config& config, const Setting& setting) { config.host = listening_address(setting); }},
    Variable{"PORT", "5000", kPlain, "port to listen on; 0 takes any free one", set_port<&Config::port>},
    Variable{"DATA_DIR", "./data", kPlain, "SQLite file, object folder and generated secrets",
             [](Config& config, const Setting& setting) { config.data_dir = setting.value; }},
    Variable{"WEB_DIR", "", kPlain, "folder of the web pages; found beside the program when empty",
             [](Config& config, const Setting& setting) { config.web_dir = setting.value; }},
    Variable{"FONTS_DIR", "", kPlain, "folder of the pictures' fonts; found beside the program when empty",
             [](Config& config, const Setting& setting) { config.fonts_dir = setting.value; }},
    Variable{"DATABASE_URL", "", kSecret, "`postgres://…`; SQLite in `DATA_DIR` when empty",
             set_secret<&Config::database_url>},
    Variable{"DATABASE_ADMIN_URL", "", kSecret, "for migrations, when the serving role owns nothing",
             set_secret<&Config::database_admin_url>},
    Variable{"DB_HOST", "", kPlain, "instead of `DATABASE_URL`, with the five that follow", set_by_parts},
    Variable{"DB_PORT", "5432", kPlain, "", set_by_parts},
    Variable{"DB_NAME", "promostack", kPlain, "", set_by_parts},
    Variable{"DB_USER", "promostack", kPlain, "", set_by_parts},
    Variable{"DB_PASSWORD", "", kSecret, "", set_by_parts},
    Variable{"DB_SSLMODE", "prefer", kPlain, "", set_by_parts},
    Variable{"PUBLIC_BASE_URL", "http://localhost:5000", kPlain,
             "where the world reaches us: webhooks and invitations are built from it; follows `PORT` when not set",
             set_url<&Config::public_base_url>},
    Variable{"ADMIN_HOST", "admin.localhost", kPlain, "exact host name of the admin dashboard",
             set_host<&Config::admin_host>},
    Variable{"DASH_HOST", "dash.localhost", kPlain, "exact host name of the client dashboard",
             set_host<&Config::dash_host>},
    Variable{"TRUSTED_PROXIES", "", kPlain, "comma list of addresses or blocks whose `X-Forwarded-*` count",
             [](Config& config, const Setting& setting) { config.trusted_proxies = network_list(setting); }},
    Variable{"SESSION_SECRET", "", kSecret,
             "key of the session cookie, coupon passes and picture links; generated into `DATA_DIR` in development",
             set_secret<&Config::session_secret>},
    Variable{"SESSION_SECRET_PREVIOUS", "", kSecret, "still accepted while sessions and links move to the new one",
             set_secret<&Config::session_secret_previous>},
    Variable{"SECRET_KEY", "", kSecret, "key that encrypts stored secrets; generated into `DATA_DIR` in development",
             set_secret<&Config::secret_key>},
    Variable{"SECRET_KEY_PREVIOUS", "", kSecret, "still decrypts what the new one has not re-encrypted yet",
             set_secret<&Config::secret_key_previous>},
    Variable{"ADMIN_EMAILS", "", kPlain, "comma list of platform admins", set_list<&Config::admin_emails>},
    Variable{"ADMIN_PASSWORD", "", kSecret, "turns password sign-in on, for self-hosters",
             set_secret<&Config::admin_password>},
    Variable{"CLERK_PUBLISHABLE_KEY", "", kPlain, "turns Clerk sign-in on",
             [](Config& config, const Setting& setting) {
                 const bool known = setting.value.empty() || auth::clerk_frontend_url(setting.value);
                 if (!known) refuse(setting, "the pk_test_ or pk_live_ key of Clerk's dashboard");
                 config.clerk_publishable_key = setting.value;
             }},
    Variable{"CLERK_ALLOWED_ISSUERS", "", kPlain, "comma list of the issuers whose tokens are believed",
             [](Config& config, const Setting& setting) { config.clerk_allowed_issuers = issuer_list(setting); }},
    Variable{"CLERK_AUTHORIZED_PARTIES", "", kPlain,
             "comma list of the origins a token may be made for (`azp`); our own when empty",
             set_list<&Config::clerk_authorized_parties>},
    Variable{"CLERK_SECRET_KEY", "", kSecret, "asks Clerk for e-mail addresses that tokens do not carry",
             set_secret<&Config::clerk_secret_key>},
    Variable{"CLERK_API_BASE_URL", "https://api.clerk.com", kPlain, "Clerk's Backend API",
             set_url<&Config::clerk_api_base_url>},
    Variable{"TELEGRAM_API_BASE_URL", "https://api.telegram.org", kPlain, "also for a local Bot API server",
             set_url<&Config::telegram_api_base_url>},
    Variable{"TELEGRAM_BOT_TOKEN", "", kSecret, "coupon bot; read only by `promostack tenant seed-bots`",
             set_secret<&Config::telegram_bot_token>},
    Variable{"FOREX_BOT_TOKEN", "", kSecret, "signal bot; read only by `promostack tenant seed-bots`",
             set_secret<&Config::forex_bot_token>},
    Variable{"FOREX_CHANNEL_ID", "", kPlain, "channel of the signal bot; read only by `promostack tenant seed-bots`",
             set_text<&Config::forex_channel_id>},
    Variable{"STRIPE_API_BASE_URL", "https://api.stripe.com", kPlain, "Stripe's API",
             set_url<&Config::stripe_api_base_url>},
    Variable{"FUNDERPRO_BASE_URL", "https://api-ftp.funderpro.com", kPlain,
             "where FunderPro says whether a coupon is good", set_url<&Config::funderpro_base_url>},
    Variable{"FUNDERPRO_PRODUCT_ID", "", kPlain,
             "whose coupons are meant, for tenants that name no product of their own",
             set_text<&Config::funderpro_product_id>},
    Variable{"SPACES_ENDPOINT", "", kPlain, "any S3-compatible store; a folder in `DATA_DIR` when empty",
             set_url<&Config::spaces_endpoint>},
    Variable{"SPACES_REGION", "us-east-1", kPlain, "", set_text<&Config::spaces_region>},
    Variable{"SPACES_BUCKET", "", kPlain, "", set_text<&Config::spaces_bucket>},
    Variable{"SPACES_ACCESS_KEY", "", kPlain, "", set_text<&Config::spaces_access_key>},
    Variable{"SPACES_SECRET_KEY", "", kSecret, "", set_secret<&Config::spaces_secret_key>},
    Variable{"SPACES_PUBLIC_BASE_URL", "", kPlain,
             "where everybody finds public objects; the bucket's own address when empty",
             set_url<&Config::spaces_public_base_url>},
    Variable{"TENANT_ID", "", kPlain, "pins the schedulers to one tenant", set_text<&Config::tenant>},
    Variable{"SANDBOX_PORT", "5001", kPlain, "port of the vendors' emulators", set_port<&Config::sandbox_port>},
    Variable{"LOG_LEVEL", "info", kPlain, "`debug`, `info`, `warning` or `error`",
             set_enum<&Config::log_level, core::log::Level>},
    Variable{"LOG_FORMAT", "text", kPlain, "`text` or `json`", set_enum<&Config::log_format, core::log::Format>},
    Variable{"PROMOSTACK_CLOCK_START", "", kPlain,
             "simulated clock: starts at this instant, e.g. `2026-03-27T07:00:00Z`",
             [](Config& config, const Setting& setting) { config.clock_start = instant(setting); }},
    Variable{"PROMOSTACK_CLOCK_RATE", "1", kPlain, "simulated clock: runs this many times as fast",
             [](Config& config, const Setting& setting) { config.clock_rate = rate(setting); }},
    Variable{"PROMOSTACK_CRASH_AT", "", kPlain, "fault tests: ends the process at a named site, `site` or `site:n`",
             set_text<&Config::crash_at>},
};

const Variable* find(std::string_view name) {
    const auto found = std::ranges::find(kVariables, name, &Variable::name);
    return found == kVariables.end() ? nullptr : &*found;
}

std::string value_of(const Variables& variables, std::string_view name) {
    const auto found = variables.find(std::string(name));
    // An empty variable is as good as none: deployment tools set what they do not know to "".
    if (found == variables.end() || found->second.empty()) return std::string(find(name)->fallback);
    return found->second;
}

core::Secret database_url_from_parts(const Variables& variables) {
    const auto host = value_of(variables, "DB_HOST");
    if (host.empty()) return {};
    const auto part = [&](std::string_view name) { return core::url_encode(value_of(variables, name)); };
    return core::Secret("postgres://" + part("DB_USER") + ':' + part("DB_PASSWORD") + '@' + host + ':' +
                        part("DB_PORT") + '/' + part("DB_NAME") + "?sslmode=" + part("DB_SSLMODE"));
}

void refuse_in_production(const Config& config) {
    const auto refuse = [](bool unsafe, const char* what) {
        if (unsafe) throw ConfigError(std::string("PROMOSTACK_ENV is production: ") + what);
    };
    refuse(config.session_secret.empty(), "SESSION_SECRET must be set, e.g. to `openssl rand -base64 32`");
    refuse(config.secret_key.empty(), "SECRET_KEY must be set, e.g. to `openssl rand -base64 32`");
    refuse(!config.public_base_url.starts_with("https://"), "PUBLIC_BASE_URL must be set to an https address");
    refuse(!config.clerk_publishable_key.empty() && config.clerk_allowed_issuers.empty(),
           "CLERK_ALLOWED_ISSUERS must name the issuers when Clerk is on");
    const auto imitated = [](const std::string& url) { return url.starts_with("http://"); };
    refuse(std::ranges::any_of(config.clerk_allowed_issuers, imitated), "CLERK_ALLOWED_ISSUERS must be https");
    refuse(imitated(auth::clerk_frontend_url(config.clerk_publishable_key).value_or("")),
           "CLERK_PUBLISHABLE_KEY points at a sandbox");
    refuse(config.simulated_clock(), "PROMOSTACK_CLOCK_START and PROMOSTACK_CLOCK_RATE must not be set");
    refuse(!config.crash_at.empty(), "PROMOSTACK_CRASH_AT must not be set");
    const auto refuse_sandbox = [&](const std::string& url, const char* what) {
        refuse(is_loopback_url(url) && !url.starts_with("https://"), what);
    };
    refuse_sandbox(config.telegram_api_base_url, "TELEGRAM_API_BASE_URL points at a sandbox");
    refuse_sandbox(config.clerk_api_base_url, "CLERK_API_BASE_URL points at a sandbox");
    refuse_sandbox(config.stripe_api_base_url, "STRIPE_API_BASE_URL points at a sandbox");
    refuse_sandbox(config.funderpro_base_url, "FUNDERPRO_BASE_URL points at a sandbox");
}

}  // namespace

Variables environment_variables() {
    Variables variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view line(*entry);
        const auto equals = line.find('=');
        if (equals != std::string_view::npos) {
            variables.emplace(std::string(line.substr(0, equals)), std::string(line.substr(equals + 1)));
        }
    }
    const auto environment = variables.find("PROMOSTACK_ENV");
    if (environment == variables.end() || environment->second != "production") {
        std::ifstream file(".env");
        // What the environment says wins over the file: emplace keeps what is there.
        for (auto& [name, value] : dotenv(file))
            variables.emplace(name, std::move(value));
    }
    return variables;
}

Config read_config(const Variables& variables) {
    for (const auto& [name, value] : variables) {
        if (name.starts_with("PROMOSTACK_") && !name.starts_with("PROMOSTACK_TEST_") && !find(name)) {
            throw ConfigError(name + " is not a setting. docs/configuration.md lists them all.");
        }
    }
    Config config;
    for (const auto& variable : kVariables) {
        variable.set(config, {variable.name, value_of(variables, variable.name)});
    }
    // Who moves the port moves the address with it.
    const bool by_default =
        variables.find("PUBLIC_BASE_URL") == variables.end() || variables.at("PUBLIC_BASE_URL").empty();
    if (by_default && config.port != 0) config.public_base_url = "http://localhost:" + std::to_string(config.port);
    if (config.database_url.empty()) config.database_url = database_url_from_parts(variables);
    if (!config.spaces_endpoint.empty() && config.spaces_bucket.empty()) {
        throw ConfigError("SPACES_BUCKET must be set when SPACES_ENDPOINT is.");
    }
    if (config.environment == Environment::production) refuse_in_production(config);
    return config;
}

std::string configuration_reference() {
    std::string text =
        "# Configuration\n\nGenerated by `tools/generate_docs` from the table in `src/app/config.cpp`. "
        "Settings come from the environment; in development a `.env` in the working directory is read too. "
        "An empty value counts as not set.\n\n| variable | default | secret | |\n|---|---|---|---|\n";
    for (const auto& variable : kVariables) {
        const auto fallback = variable.fallback.empty() ? "–" : '`' + std::string(variable.fallback) + '`';
        text += "| `" + std::string(variable.name) + "` | " + fallback + " | " +
                (variable.kind == kSecret ? "yes" : "") + " | " + std::string(variable.help) + " |\n";
    }
    return text;
}

}  // namespace promo::app
