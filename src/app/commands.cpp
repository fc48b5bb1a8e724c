#include "app/commands.hpp"

#include <algorithm>
#include <iostream>

#include "app/app.hpp"
#include "app/data_folder.hpp"
#include "app/doctor.hpp"
#include "app/owned.hpp"
#include "app/reference.hpp"
#include "core/crash_site.hpp"
#include "core/json_write.hpp"
#include "db/migrate.hpp"

namespace promo::app {

Exit migrate_schema(const Config& config) {
    auto prepared = config;
    core::SystemEntropy entropy;
    if (config.database_url.empty()) prepare_data_folder(prepared, entropy);
    const auto engine = config.database_url.empty() ? db::Engine::sqlite : db::Engine::postgres;
    const auto report =
        db::migrate(admin_options(prepared), db::built_in_migrations(engine), make_clock(prepared)->now());
    for (const auto& name : report.applied)
        std::cout << "applied " << name << '\n';
    std::cout << "The schema is up to date: " << report.applied.size() << " applied, " << report.already_there
              << " there before.\n";
    return Exit::good;
}

Exit doctor(const Config& config, Output output) {
    const auto findings = examine(config);
    std::cout << (output == Output::json ? core::json::to_text(findings) + '\n' : to_report(findings));
    const bool faulty = std::ranges::any_of(findings, [](const auto& each) { return each.health == Health::fault; });
    return faulty ? Exit::failed : Exit::good;
}

Exit print_reference(const Config& config, const std::string& subject) {
    if (subject == "configuration") {
        std::cout << configuration_reference();
        return Exit::good;
    }
    // The table needs the objects, never started, and they need some secret.
    auto complete = config;
    for (auto* secret : {&complete.session_secret, &complete.secret_key})
        if (secret->empty()) *secret = core::Secret("for the reference only");
    App app(complete, Roles{});
    std::cout << http_reference(app.routes());
    return Exit::good;
}

std::string crash_site_list() {
    std::string list;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<core::CrashSite>>(
        [&](auto site) { list += std::string(core::enum_name(site.value)) + '\n'; });
    return list;
}

}  // namespace promo::app
