#include "app/doctor.hpp"

#include <unistd.h>

#include "app/data_folder.hpp"
#include "app/doctor_bucket.hpp"
#include "app/doctor_messages.hpp"
#include "app/domains.hpp"
#include "app/owned.hpp"
#include "core/metrics.hpp"
#include "db/migrate.hpp"
#include "db/roles.hpp"
#include "domains/connections/bots/service.hpp"
#include "domains/secrets/service.hpp"
#include "integrations/telegram/api.hpp"
#include "jobs/queue.hpp"
#include "net/http_client.hpp"
#include "rendering/decode.hpp"
#include "rendering/text/fonts.hpp"

namespace promo::app {
namespace {

Finding good(std::string check, std::string found) {
    return {std::move(check), Health::good, std::move(found), {}};
}

Finding examine_data_folder(const Config& config) {
    std::error_code error;
    const auto space = std::filesystem::space(config.data_dir, error);
    if (error) {
        return {"data folder", Health::warning, config.data_dir.string() + " is not there yet",
                "`promostack serve` makes it. Set DATA_DIR to put it elsewhere."};
    }
    if (::access(config.data_dir.c_str(), W_OK) != 0) {
        return {"data folder", Health::fault, config.data_dir.string() + " cannot be written",
                "Give it to the user who runs promostack, or set DATA_DIR."};
    }
    constexpr std::uintmax_t kMegabyte = 1 << 20;
    constexpr std::uintmax_t kScarce = 500 * kMegabyte;
    const auto free = std::to_string(space.available / kMegabyte) + " MB free in " + config.data_dir.string();
    if (space.available < kScarce) return {"data folder", Health::warning, free, "Make room before writes fail."};
    return good("data folder", free);
}

Finding examine_sign_in(const Config& config) {
    const bool clerk = !config.clerk_publishable_key.empty();
    if (clerk && config.clerk_allowed_issuers.empty()) {
        return {"sign-in", Health::fault, "Clerk is on and none of its tokens is believed",
                "Set CLERK_ALLOWED_ISSUERS to the Frontend API address of your Clerk instance."};
    }
    if (clerk && config.admin_emails.empty() && config.admin_password.empty()) {
        return {"sign-in", Health::warning, "with Clerk, and nobody runs the installation",
                "Set ADMIN_EMAILS to the addresses of those who do."};
    }
    if (clerk) return good("sign-in", config.admin_password.empty() ? "with Clerk" : "with Clerk or ADMIN_PASSWORD");
    if (!config.admin_password.empty()) return good("sign-in", "with ADMIN_PASSWORD");
    return {"sign-in", Health::warning, "nobody can sign in", "Set ADMIN_PASSWORD, or the CLERK_ settings."};
}

// The files of a development server; elsewhere the secrets are settings.
Finding examine_secrets(const Config& config) {
    if (damaged_secret(config)) {
        return {"secrets", Health::fault, damaged_secret(config)->string() + " is damaged",
                "Restore it from a backup. Deleting it ends all sessions and loses stored tokens."};
    }
    for (const auto* secret : {&config.session_secret, &config.secret_key}) {
        if (!secret->empty() && secret->reveal().size() < kSecretBytes) {
            return {"secrets", Health::warning, "SESSION_SECRET or SECRET_KEY is short enough to be guessed",
                    "Set both to the output of `openssl rand -base64 32`."};
        }
    }
    return good("secrets", config.session_secret.empty() ? "kept in DATA_DIR" : "set");
}

Finding examine_fonts(const Config& config) {
    const auto folder = fonts_folder(config);
    try {
        const rendering::Fonts fonts(folder);
    } catch (const std::runtime_error& error) {
        return {"fonts", Health::fault, error.what(), "Without them no picture is drawn."};
    }
    return good("fonts", std::to_string(rendering::font_files().size()) + " in " + folder.string());
}

Finding examine_darkroom() {
    try {
        const auto dot = rendering::encode_png({{1, 1}, 3, {0, 0, 0}});
        darkroom::Darkroom(kThisProgram).develop(dot, darkroom::Purpose::logo);
        return good("darkroom", "uploads are read by a process that can do nothing else");
    } catch (const std::exception& error) {
        return {
            "darkroom", Health::fault, error.what(),
            "Without it no picture can be uploaded. The program must be allowed to start itself and to use seccomp."};
    }
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

Finding examine_schema(db::Database& database) {
    const auto state = db::schema_state(database, db::built_in_migrations(database.engine()));
    if (!state.unknown.empty()) {
        return {"schema", Health::fault, "made by a newer program: " + joined(state.unknown), "Run that program."};
    }
    if (!state.changed.empty()) {
        return {"schema", Health::fault, "applied files have changed since: " + joined(state.changed),
                "Restore the files of migrations/, and put the change into a new one."};
    }
    if (!state.pending.empty()) {
        return {"schema", Health::warning, "not applied yet: " + joined(state.pending),
                "Run `promostack migrate`, or just `promostack serve`."};
    }
    return good("schema", "up to date");
}

Finding examine_role(db::Database& database) {
    const auto report = db::role_report(database);
    if (report.good()) return good("database role", report.role + " owns nothing and obeys every policy");
    return {"database role", Health::warning, report.role + " could see the rows of every tenant",
            "Set DATABASE_ADMIN_URL to a role that may create roles, and run `promostack migrate`."};
}

// Telegram takes no more new tokens than these from one caller in a minute.
constexpr std::int64_t kBotsExamined = 20;

Finding examine_bots(const Config& config, db::Database& database) {
    const auto key = existing_secret_key(config);
    if (key.empty()) return good("bots and webhooks", "none yet");
    core::Metrics metrics;
    core::SystemEntropy entropy;
    core::SystemClock clock;
    net::HttpClient client(client_options(config), metrics);
    client.start();
    const telegram::Api telegram([&](const net::Request& request) { return client.perform(request); },
                                 config.telegram_api_base_url);
    jobs::Queue queue(entropy);
    secrets::Service secrets(database, clock, entropy, {key, config.secret_key_previous});
    connections::bots::Service bots(database, queue, clock, entropy, secrets, telegram, config.public_base_url);
    const auto inspection = bots.inspect(kBotsExamined);
    const auto seen = std::to_string(inspection.bots) + " looked at";
    if (inspection.troubles.empty()) return good("bots and webhooks", seen);
    const auto& first = inspection.troubles.front();
    return {"bots and webhooks", Health::warning,
            seen + ", " + std::to_string(inspection.troubles.size()) + " in trouble; tenant " + first.tenant.str() +
                ", bot " + first.bot + ": " + first.problem,
            "`promostack serve` puts webhooks right by itself; tokens and channels are mended under Connections."};
}

void examine_database(const Config& config, std::vector<Finding>& findings) {
    const bool sqlite = config.database_url.empty();
    if (sqlite && !std::filesystem::exists(sqlite_file(config))) {
        findings.push_back(good("database", "SQLite, not made yet: " + sqlite_file(config).string()));
        return;
    }
    try {
        core::Metrics metrics;
        const auto database = db::open(database_options(config), metrics);
        const auto schema = findings.size();
        findings.push_back(examine_schema(*database));
        findings.push_back(
            good("database", sqlite ? "SQLite at " + sqlite_file(config).string() : "PostgreSQL answers"));
        if (!sqlite) findings.push_back(examine_role(*database));
        if (findings[schema].health != Health::good) return;
        findings.push_back(examine_bots(config, *database));
        examine_messages(*database, findings);
    } catch (const std::exception& error) {
        findings.push_back({"database", Health::fault, error.what(),
                            sqlite ? "If a promostack is running on this DATA_DIR, that is the reason."
                                   : "Check DATABASE_URL and that the server is up and reachable from here."});
    }
}

void examine_objects(const Config& config, std::vector<Finding>& findings) {
    const bool folder = config.spaces_endpoint.empty();
    try {
        core::Metrics metrics;
        core::SystemEntropy entropy;
        const core::SystemClock clock;
        net::HttpClient client(client_options(config), metrics);
        client.start();
        const auto store = make_object_store(config, client, clock, entropy);
        store->check();
        findings.push_back(
            good("object store", folder ? "a folder in DATA_DIR" : "bucket " + config.spaces_bucket + " answers"));
        if (folder) return;
        const auto send = [&](const net::Request& request) { return client.perform(request); };
        findings.push_back(examine_public_folders(*store, send, entropy));
    } catch (const std::exception& error) {
        findings.push_back({"object store", Health::fault, error.what(),
                            folder ? "Check the rights of DATA_DIR." : "Check the SPACES_ settings."});
    }
}

std::string_view mark(Health health) {
    switch (health) {
        case Health::good:
            return "ok      ";
        case Health::warning:
            return "WARNING ";
        case Health::fault:
            return "FAULT   ";
    }
    throw std::logic_error("unknown health");
}

}  // namespace

std::vector<Finding> examine(const Config& config) {
    std::vector<Finding> findings;
    findings.push_back(good("configuration", std::string(core::enum_name(config.environment))));
    findings.push_back(examine_data_folder(config));
    findings.push_back(examine_sign_in(config));
    findings.push_back(examine_secrets(config));
    findings.push_back(examine_fonts(config));
    findings.push_back(examine_darkroom());
    examine_database(config, findings);
    examine_objects(config, findings);
    return findings;
}

std::string to_report(const std::vector<Finding>& findings) {
    std::string text;
    for (const auto& finding : findings) {
        text += std::string(mark(finding.health)) + finding.check + ": " + finding.found + '\n';
        if (!finding.advice.empty()) text += "        " + finding.advice + '\n';
    }
    return text;
}

}  // namespace promo::app
