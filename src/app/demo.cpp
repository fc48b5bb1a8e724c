#include "app/commands.hpp"
#include "app/data_folder.hpp"
#include "app/sandbox_server.hpp"
#include "app/serving.hpp"
#include "app/termination.hpp"

namespace promo::app {
namespace {

constexpr std::size_t kGeneratedPasswordBytes = 9;

// Everything that its user left as it was leads to the sandbox.
void connect(Config& config, const VendorSettings& sandbox) {
    const auto untouched = read_config({});
    config.telegram_api_base_url = sandbox.telegram_api_base_url;
    if (config.stripe_api_base_url == untouched.stripe_api_base_url)
        config.stripe_api_base_url = sandbox.stripe_api_base_url;
    if (config.funderpro_base_url == untouched.funderpro_base_url) {
        config.funderpro_base_url = sandbox.funderpro_base_url;
        if (config.funderpro_product_id.empty()) config.funderpro_product_id = sandbox.funderpro_product_id;
    }
    if (config.admin_emails.empty()) config.admin_emails = {kDemoAdminEmail};
    if (!config.clerk_publishable_key.empty() || !config.clerk_allowed_issuers.empty()) return;
    config.clerk_publishable_key = sandbox.clerk_publishable_key;
    config.clerk_allowed_issuers = {sandbox.clerk_issuer};
    config.clerk_api_base_url = sandbox.clerk_api_base_url;
    config.clerk_secret_key = core::Secret(sandbox.clerk_secret_key);
}

void say_settings(const VendorSettings& sandbox) {
    say("Lead a program to it with these settings:");
    say("  TELEGRAM_API_BASE_URL=" + sandbox.telegram_api_base_url);
    say("  STRIPE_API_BASE_URL=" + sandbox.stripe_api_base_url);
    say("  FUNDERPRO_BASE_URL=" + sandbox.funderpro_base_url);
    say("  FUNDERPRO_PRODUCT_ID=" + sandbox.funderpro_product_id);
    say("  CLERK_PUBLISHABLE_KEY=" + sandbox.clerk_publishable_key);
    say("  CLERK_ALLOWED_ISSUERS=" + sandbox.clerk_issuer);
    say("  CLERK_API_BASE_URL=" + sandbox.clerk_api_base_url);
    say("  CLERK_SECRET_KEY=" + sandbox.clerk_secret_key);
}

void say_welcome(const std::string& product, const std::string& password, const std::string& sandbox,
                 const DemoBot& bot, bool accounts) {
    say("PromoStack is up.");
    say("  Admin dashboard   " + product + "/admin");
    say("  Client dashboard  " + product + "/app");
    say("  Sign in with      " + password);
    if (accounts) {
        say("     or with Clerk  Ada Admin runs the service, Olivia Owner is in a business, Nora Newcomer in none yet");
    }
    say("  Sandbox           " + sandbox + "   (chats, bots, webhook deliveries)");
    say("  For the setup     bot token     " + bot.token);
    say("                    FREE channel  " + bot.free_channel_id);
    say("                    VIP channel   " + bot.vip_channel_id);
    say("                    Stripe        sk_test_sandbox, pk_test_sandbox, whsec_sandbox");
    say("  Coupon page       " + product + "/coupon");
    say("  Coupon bot        @promo_demo_bot in the sandbox: open a chat with it and send WELCOME-30");
    say("  Coupons           WELCOME-30, GOLD10 and SPRING-SALE are good, on the tenant's list and at FunderPro");
    say("Stop with Ctrl-C.");
}

}  // namespace

Exit run_sandbox(Config config, const SandboxSettings& settings) {
    const Termination termination;
    if (settings.port) config.sandbox_port = static_cast<std::uint16_t>(*settings.port);
    SandboxServer sandbox(config);
    sandbox.start();
    say("The sandbox serves " + sandbox.address());
    say_settings(sandbox.settings());
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
    const auto bot = sandbox.seed();
    const auto settings = sandbox.settings();
    connect(config, settings);
    App app(config, Roles{});
    app.start();
    const bool accounts = config.clerk_publishable_key == settings.clerk_publishable_key;
    if (accounts) app.give_first_tenant_to(settings.clerk_issuer, kDemoOwner);

    say_welcome(address(config, app.port()), generated ? config.admin_password.reveal() : "your ADMIN_PASSWORD",
                sandbox.address(), bot, accounts);
    app.furnish_first_tenant(core::Secret(bot.coupon_bot_token), [&] { return termination.asked(); });
    termination.wait();
    const auto exit = finish(app);
    sandbox.stop();
    return exit;
}

}  // namespace promo::app
