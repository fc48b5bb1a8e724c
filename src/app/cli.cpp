#include "app/cli.hpp"

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "app/commands.hpp"
#include "app/memory.hpp"
#include "app/private_memory.hpp"
#include "app/render_command.hpp"
#include "app/tenant_cli.hpp"
#include "core/crash_site.hpp"
#include "core/enum_name.hpp"
#include "core/log.hpp"
#include "core/version.hpp"
#include "darkroom/darkroom.hpp"

namespace promo::app {
namespace {

// A subcommand that was chosen leaves here what to run once parsing is over.
struct Choice {
    std::function<Exit(Config)> run;
};

Roles parse_roles(const std::vector<std::string>& names) {
    if (names.empty()) return {};
    Roles roles{.web = false, .worker = false};
    for (const auto& name : names) {
        if (name == "web") roles.web = true;
        if (name == "worker") roles.worker = true;
    }
    return roles;
}

void add_serving(CLI::App& cli, Choice& choice, std::vector<std::string>& roles, SandboxSettings& sandbox) {
    auto* serve_command = cli.add_subcommand("serve", "Serve HTTP and work jobs until SIGTERM");
    serve_command->add_option("--roles", roles, "web,worker: what this process does; both when left out")
        ->delimiter(',')
        ->check(CLI::IsMember({"web", "worker"}));
    serve_command->callback(
        [&] { choice.run = [&](Config config) { return serve(std::move(config), parse_roles(roles)); }; });

    auto* demo_command =
        cli.add_subcommand("demo", "The product with a sandbox for its vendors and a first tenant, in one process");
    demo_command->callback([&] { choice.run = [](Config config) { return demo(std::move(config)); }; });

    auto* sandbox_command =
        cli.add_subcommand("sandbox", "The vendors' emulators alone, with a page to talk to the bots");
    sandbox_command->add_option("--port", sandbox.port, "Port to listen on instead of SANDBOX_PORT")
        ->check(CLI::Range(0, 65535));
    sandbox_command->callback(
        [&] { choice.run = [&](Config config) { return run_sandbox(std::move(config), sandbox); }; });
}

void add_operations(CLI::App& cli, Choice& choice, Output& output, std::string& subject) {
    auto* migrate_command = cli.add_subcommand("migrate", "Bring the database schema up to date");
    migrate_command->callback([&] { choice.run = migrate_schema; });

    auto* doctor_command =
        cli.add_subcommand("doctor", "Check everything the configuration points at, and say what to do");
    doctor_command->add_flag_callback(
        "--json", [&] { output = Output::json; }, "Findings as JSON");
    doctor_command->callback([&] { choice.run = [&](const Config& config) { return doctor(config, output); }; });

    auto* docs_command = cli.add_subcommand("docs", "Print a generated reference");
    docs_command->group("");
    docs_command->add_option("subject", subject, "configuration or http-api")
        ->required()
        ->check(CLI::IsMember({"configuration", "http-api"}));
    docs_command->callback(
        [&] { choice.run = [&](const Config& config) { return print_reference(config, subject); }; });

    auto* version_command = cli.add_subcommand("version", "Print the version");
    version_command->callback([&] {
        choice.run = [](const Config&) {
            std::cout << "promostack " << core::kVersion << '\n';
            return Exit::good;
        };
    });
}

Exit configured(const Choice& choice) {
    auto config = read_config(environment_variables());
    core::log::configure({.level = config.log_level, .format = config.log_format, .sink = {}});
    if (!config.crash_at.empty()) core::arm_crash_site(config.crash_at);
    return choice.run(std::move(config));
}

// Before anything else: what reads strangers' pictures has no configuration, and should start at once.
void read_pictures_if_told(int argc, char** argv) {
    if (argc != 3 || std::string_view(argv[1]) != "decode") return;
    if (const auto purpose = core::parse_enum<darkroom::Purpose>(argv[2])) darkroom::work(*purpose);
}

}  // namespace

int run(int argc, char** argv) {
    read_pictures_if_told(argc, argv);
    // A peer that hangs up is an error code of the write, not the end of the program.
    std::signal(SIGPIPE, SIG_IGN);
    keep_memory_small();
    keep_memory_private();

    CLI::App cli("PromoStack: marketing over Telegram for many tenants", "promostack");
    cli.footer("Settings come from environment variables; docs/configuration.md lists them.");
    Choice choice;
    std::vector<std::string> roles;
    SandboxSettings sandbox;
    Output output = Output::text;
    std::string subject;
    TenantArguments tenant;
    RenderArguments picture;
    bool list_sites = false;
    cli.add_flag("--list-crash-sites", list_sites, "Print the names that PROMOSTACK_CRASH_AT knows");
    add_serving(cli, choice, roles, sandbox);
    add_operations(cli, choice, output, subject);
    add_render(cli, picture, [&](std::function<Exit(Config)> run) { choice.run = std::move(run); });
    add_tenants(cli, tenant, output, [&](std::function<Exit(Config)> run) { choice.run = std::move(run); });
    cli.require_subcommand(0, 1);

    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return static_cast<int>(cli.exit(error) == 0 ? Exit::good : Exit::wrong_usage);
    }
    if (list_sites) {
        std::cout << crash_site_list();
        return static_cast<int>(Exit::good);
    }
    if (!choice.run) {
        std::cerr << cli.help();
        return static_cast<int>(Exit::wrong_usage);
    }
    try {
        return static_cast<int>(configured(choice));
    } catch (const std::exception& error) {
        std::cerr << "promostack: " << error.what() << '\n';
        return static_cast<int>(Exit::failed);
    }
}

}  // namespace promo::app
