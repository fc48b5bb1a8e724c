#include "app/commands.hpp"
#include "app/data_folder.hpp"
#include "app/sandbox_server.hpp"
#include "app/serving.hpp"
#include "app/termination.hpp"

namespace promo::app {
namespace {

constexpr std::size_t kGeneratedPasswordBytes = 9;

}  // namespace

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
