#include "app/tenant_cli.hpp"

#include <CLI/CLI.hpp>

namespace promo::app {
namespace {

using Command = Exit (*)(Config, const TenantArguments&);
using Choose = std::function<void(std::function<Exit(Config)>)>;

CLI::App* add_one(CLI::App& parent, const char* name, const char* summary, Command command,
                  const TenantArguments& arguments, const Choose& choose) {
    auto* added = parent.add_subcommand(name, summary);
    added->callback([&arguments, choose, command] {
        choose([&arguments, command](Config config) { return command(std::move(config), arguments); });
    });
    return added;
}

void add_secrets(CLI::App& cli, TenantArguments& arguments, const Choose& choose) {
    auto* secrets = cli.add_subcommand("secrets", "The keys that stored secrets are encrypted with");
    secrets->require_subcommand(1);
    auto* rotate = secrets->add_subcommand(
        "rotate", "Bring every tenant's key under SECRET_KEY; SECRET_KEY_PREVIOUS opens what is not there yet");
    rotate->callback([choose] { choose(rotate_secrets); });

    auto* forget =
        add_one(*secrets, "forget", "Start anew when SECRET_KEY is lost: the tenant's bots and keys go, for good",
                forget_secrets, arguments, choose);
    forget->add_option("tenant", arguments.id, "The tenant's id")->required();
    forget->add_flag("--yes", arguments.yes, "This is meant");
}

}  // namespace

void add_tenants(CLI::App& cli, TenantArguments& arguments, Output& output, const Choose& choose) {
    auto* tenant = cli.add_subcommand("tenant", "Make, suspend, move and delete tenants");
    tenant->require_subcommand(1);
    const auto add = [&](const char* name, const char* summary, Command command) {
        return add_one(*tenant, name, summary, command, arguments, choose);
    };
    const auto with_id = [&](CLI::App* command) {
        command->add_option("id", arguments.id, "The tenant's id")->required();
        return command;
    };

    auto* list = tenant->add_subcommand("list", "Every tenant, newest first");
    list->add_flag_callback(
        "--json", [&output] { output = Output::json; }, "As JSON");
    list->callback(
        [choose, &output] { choose([&output](Config config) { return list_tenants(std::move(config), output); }); });

    auto* create = add("create", "Make a tenant and print its id", create_tenant);
    create->add_option("name", arguments.name, "What it is called")->required();
    create->add_option("--id", arguments.wanted_id, "Its id; random when left out");
    create->add_option("--owner-email", arguments.owner_email, "Whose it is");

    with_id(add("suspend", "Nobody acts for it, and its schedules stand still", suspend_tenant));
    with_id(add("reactivate", "Ends that", reactivate_tenant));

    with_id(add("export", "Write all that it has, its secrets sealed", export_tenant))
        ->add_option("--out", arguments.file, "The file; standard output when left out");

    auto* import = add("import", "Read what export wrote, all or nothing", import_tenant);
    import->add_option("file", arguments.file, "The file")->required();
    import->add_option("--as", arguments.wanted_id, "Another id; its secrets then have to be entered again");

    with_id(add("delete", "Delete it with all that is its own", delete_tenant))
        ->add_option("--name", arguments.name, "Its name, to show that this one is meant")
        ->required();

    add("seed-bots", "Connect the bots of TELEGRAM_BOT_TOKEN (coupons) and FOREX_BOT_TOKEN (signals)", seed_bots)
        ->add_option("--tenant", arguments.id, "Whose bots they are")
        ->default_val("default");

    add_secrets(cli, arguments, choose);
}

}  // namespace promo::app
