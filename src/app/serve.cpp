#include <csignal>
#include <iostream>

#include "app/app.hpp"
#include "app/commands.hpp"
#include "app/data_folder.hpp"
#include "app/sandbox_server.hpp"
#include "app/termination.hpp"
#include "core/log.hpp"

namespace promo::app {
namespace {

constexpr std::chrono::milliseconds kGrace{13'000};
constexpr std::size_t kGeneratedPasswordBytes = 9;

void say(const std::string& line) {
    std::cout << line << std::endl;
}

std::string address(const Config& config, std::uint16_t port) {
    const auto host = config.host == "127.0.0.1" || config.host == "0.0.0.0" ? "localhost" : config.host;
    return "http://" + host + ':' + std::to_string(port);
}

// Once a deadline is missed there is nothing left to wait for, and destroying what still runs could block.
Exit finish(App& app) {
    if (!app.stop(kGrace)) core::log::warn("app.cut_off", {{"grace_seconds", kGrace.count() / 1000}});
    return Exit::good;
}

}  // namespace

Exit serve(Config config, Roles roles) {
    const Termination termination;
    core::SystemEntropy entropy;
    prepare_data_folder(config, entropy);
    App app(config, roles);
    app.start();
    say("PromoStack serves " + address(config, app.port()));
    termination.wait();
    return finish(app);
}

Exit run_sandbox(Config config, const SandboxSettings& settings) {
    const Termination termination;
    if (settings.port) config.sandbox_port = static_cast<std::uint16_t>(*settings.port);
    SandboxServer sandbox(config);
    sandbox.start();
    say("The sandbox serves " + sandbox.address());
    say("Telegram's API is TELEGRAM_API_BASE_URL=" + sandbox.telegram_url());
    termination.wait();
    sandbox.stop();
    return Exit::good;
}

Exit demo(Config config) {
    const Termination termination;
    if (config.environment == Environment::production) throw ConfigError("the demo is no production system");
    core::SystemEntropy entropy;
    prepare_data_folder(config, entropy);
    const bool generated = config.admin_password.empty();
    if (generated) config.admin_password = core::Secret(entropy.token(kGeneratedPasswordBytes));

    SandboxServer sandbox(config);
    sandbox.start();
    sandbox.seed();
    config.telegram_api_base_url = sandbox.telegram_url();
    App app(config, Roles{});
    app.start();

    const auto url = address(config, app.port());
    say("PromoStack is up.");
    say("  Admin dashboard   " + url + "/admin");
    say("  Client dashboard  " + url + "/app");
    say("  Sign in with      " + (generated ? config.admin_password.reveal() : std::string("your ADMIN_PASSWORD")));
    say("  Sandbox           " + sandbox.address() + "   (chats, bots, webhook deliveries)");
    say("Stop with Ctrl-C.");
    termination.wait();
    const auto exit = finish(app);
    sandbox.stop();
    return exit;
}

}  // namespace promo::app
