#include "app/config.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "app/config_values.hpp"

using namespace promo;
using app::Config;
using app::ConfigError;
using app::read_config;
using app::Variables;

namespace {

// clerk.example.com$
const std::string kPublishableKey = "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k";
const Variables kProduction{{"PROMOSTACK_ENV", "production"},
                            {"SESSION_SECRET", "something long"},
                            {"SECRET_KEY", "something else"},
                            {"PUBLIC_BASE_URL", "https://promo.example.com"}};

Variables production_with(const std::string& name, const std::string& value) {
    auto variables = kProduction;
    variables[name] = value;
    return variables;
}

std::string refusal(const Variables& variables) {
    try {
        std::ignore = read_config(variables);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("with nothing set the defaults make a working development server") {
    const auto config = read_config({});
    CHECK(config.environment == app::Environment::development);
    CHECK(config.host == "127.0.0.1");
    CHECK(config.port == 5000);
    CHECK(config.data_dir == "./data");
    CHECK(config.database_url.empty());
    CHECK(config.telegram_api_base_url == "https://api.telegram.org");
    CHECK_FALSE(config.simulated_clock());
}

TEST_CASE("a value that cannot be used names its variable and what it may be") {
    struct Case {
        const char* name;
        const char* value;
        const char* says;
    };
    for (const Case& each :
         std::vector<Case>{{"PORT", "80a", "PORT must be a number"},
                           {"PORT", "70000", "PORT must be a number"},
                           {"PROMOSTACK_ENV", "prod", "PROMOSTACK_ENV must be one of development, production"},
                           {"LOG_LEVEL", "loud", "LOG_LEVEL must be one of"},
                           {"PUBLIC_BASE_URL", "promo.example.com", "PUBLIC_BASE_URL must be an address"},
                           {"PUBLIC_BASE_URL", "https://", "PUBLIC_BASE_URL must be an address"},
                           {"PUBLIC_BASE_URL", "https://me:word@promo.example.com", "PUBLIC_BASE_URL must be an"},
                           {"PUBLIC_BASE_URL", "https://promo.example.com:99999", "PUBLIC_BASE_URL must be an"},
                           {"HOST", "nonsense", "HOST must be an IP address"},
                           {"ADMIN_HOST", "admin.example.com:443", "ADMIN_HOST must be a host name"},
                           {"TRUSTED_PROXIES", "10.0.0.0/8, the proxy", "TRUSTED_PROXIES must be a comma list"},
                           {"CLERK_PUBLISHABLE_KEY", "sk_test_the_other_one", "CLERK_PUBLISHABLE_KEY must be the pk_"},
                           {"TRUSTED_PROXIES", "10.0.0.0/33", "TRUSTED_PROXIES must be a comma list"},
                           {"SPACES_ENDPOINT", "https://s3.example.com", "SPACES_BUCKET must be set"},
                           {"PROMOSTACK_CLOCK_RATE", "0", "PROMOSTACK_CLOCK_RATE must be a number above 0"},
                           {"PROMOSTACK_CLOCK_START", "soon", "PROMOSTACK_CLOCK_START must be a time"}}) {
        CAPTURE(each.name);
        CHECK(refusal({{each.name, each.value}}).starts_with(each.says));
    }
}

TEST_CASE("a PROMOSTACK_ name that nobody reads is an error, other names are none of our business") {
    CHECK(refusal({{"PROMOSTACK_ENVIRONMENT", "production"}}).starts_with("PROMOSTACK_ENVIRONMENT is not a setting"));
    CHECK(refusal({{"SOMETHING_ELSE", "x"}}).empty());
}

TEST_CASE("where the world reaches us follows the port, unless it is said") {
    CHECK(read_config({{"PORT", "5010"}}).public_base_url == "http://localhost:5010");
    CHECK(read_config({{"PORT", "5010"}, {"PUBLIC_BASE_URL", ""}}).public_base_url == "http://localhost:5010");
    CHECK(read_config({{"PORT", "5010"}, {"PUBLIC_BASE_URL", "https://a.example"}}).public_base_url ==
          "https://a.example");
}

TEST_CASE("an empty value counts as not set") {
    CHECK(read_config({{"PORT", ""}}).port == 5000);
}

TEST_CASE("production starts when all that it needs is set") {
    CHECK(refusal(kProduction).empty());
}

TEST_CASE("production refuses what is unsafe or missing") {
    for (const auto* name : {"SESSION_SECRET", "SECRET_KEY", "PUBLIC_BASE_URL"}) {
        CAPTURE(name);
        CHECK(refusal(production_with(name, "")).find(name) != std::string::npos);
    }
    const std::vector<std::pair<std::string, std::string>> unsafe{
        {"PROMOSTACK_CLOCK_START", "2026-01-01T00:00:00Z"},
        {"PROMOSTACK_CLOCK_RATE", "60"},
        {"PROMOSTACK_CRASH_AT", "jobs_claimed"},
        {"PUBLIC_BASE_URL", "http://promo.example.com"},
        {"CLERK_PUBLISHABLE_KEY", kPublishableKey},
        {"CLERK_ALLOWED_ISSUERS", "http://localhost:5001/clerk"},
        {"TELEGRAM_API_BASE_URL", "http://127.0.0.1:5001/telegram"},
        {"FUNDERPRO_BASE_URL", "http://localhost:5001/funderpro"}};
    for (const auto& setting : unsafe) {
        CAPTURE(setting.first);
        CHECK_FALSE(refusal(production_with(setting.first, setting.second)).empty());
    }
}

TEST_CASE("Clerk with its issuers named is fine in production") {
    auto variables = production_with("CLERK_PUBLISHABLE_KEY", kPublishableKey);
    variables["CLERK_ALLOWED_ISSUERS"] = "https://clerk.example.com";
    CHECK(refusal(variables).empty());
    // localhost:5001/clerk$
    variables["CLERK_PUBLISHABLE_KEY"] = "pk_test_bG9jYWxob3N0OjUwMDEvY2xlcmsk";
    CHECK(refusal(variables).find("CLERK_PUBLISHABLE_KEY points at a sandbox") != std::string::npos);
}

TEST_CASE("an issuer is a name over https, or this machine") {
    for (const auto* good : {"https://clerk.example.com", "https://clerk.example.com/", "http://localhost:5001/clerk",
                             "http://127.0.0.1:8080", "https://[::1]:8443",
                             "https://one.clerk.accounts.dev, https://two.clerk.accounts.dev"}) {
        CAPTURE(good);
        CHECK(refusal({{"CLERK_ALLOWED_ISSUERS", good}}).empty());
    }
    for (const auto* bad :
         {"clerk.example.com", "http://clerk.example.com", "https://", "https://203.0.113.7", "https://[2001:db8::1]",
          "https://clerk.example.com:8443", "https://me@clerk.example.com", "https://Clerk.example.com",
          "https://clerk.example.com?a=1", "https://clerk.example.com#a", "http://localhost.example.com",
          "http://127.example.com", "file:///etc/passwd", "https://a.example.com, http://b.example.com"}) {
        CAPTURE(bad);
        CHECK(refusal({{"CLERK_ALLOWED_ISSUERS", bad}}).starts_with("CLERK_ALLOWED_ISSUERS must be"));
    }
}

TEST_CASE("the parts of a database address make one, escaped") {
    const auto config =
        read_config({{"DB_HOST", "db"}, {"DB_USER", "me"}, {"DB_PASSWORD", "p@ss/word"}, {"DB_NAME", "shop"}});
    // allow-secret: made up for this test
    CHECK(config.database_url.reveal() == "postgres://me:p%40ss%2Fword@db:5432/shop?sslmode=prefer");
    CHECK(read_config({{"DB_HOST", "db"}, {"DATABASE_URL", "postgres://other"}}).database_url.reveal() ==
          "postgres://other");
}

TEST_CASE("names of hosts may be written in capitals, and localhost is an address to listen on") {
    const auto config = read_config({{"PUBLIC_BASE_URL", "https://Promo.Example.com/Shop"},
                                     {"ADMIN_HOST", "Admin.Example.com"},
                                     {"HOST", "localhost"},
                                     {"TRUSTED_PROXIES", "10.0.0.0/8, ::1, fd00::/8"}});
    CHECK(config.public_base_url == "https://promo.example.com/Shop");
    CHECK(config.admin_host == "admin.example.com");
    CHECK(config.host == "127.0.0.1");
    CHECK(config.trusted_proxies.size() == 3);
    CHECK(read_config({{"PUBLIC_BASE_URL", "http://[::1]:5000"}}).public_base_url == "http://[::1]:5000");
}

TEST_CASE("lists lose their blanks and addresses their last slash") {
    const auto config = read_config(
        {{"ADMIN_EMAILS", " a@example.com, ,b@example.com"}, {"PUBLIC_BASE_URL", "https://promo.example.com/"}});
    CHECK(config.admin_emails == std::vector<std::string>{"a@example.com", "b@example.com"});
    CHECK(config.public_base_url == "https://promo.example.com");
}

TEST_CASE("a .env file has names, values, quotes and comments") {
    std::istringstream file(
        "\xef\xbb\xbf# ours\nexport PORT=8080\n\nNAME = \"two words\"\nnonsense\nEMPTY=\nQUOTE='x=y'\n");
    const std::vector<std::pair<std::string, std::string>> expected{
        {"PORT", "8080"}, {"NAME", "two words"}, {"EMPTY", ""}, {"QUOTE", "x=y"}};
    CHECK(app::dotenv(file) == expected);
}

TEST_CASE("the reference lists every variable and no secret value") {
    const auto reference = app::configuration_reference();
    for (const auto* name : {"PROMOSTACK_ENV", "DATABASE_URL", "SPACES_BUCKET", "PROMOSTACK_CLOCK_RATE"}) {
        CHECK(reference.find("| `" + std::string(name) + "` |") != std::string::npos);
    }
}
