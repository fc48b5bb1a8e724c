#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "domains/coupon_bot/handlers.hpp"
#include "domains/coupon_bot/service.hpp"
#include "domains/coupon_bot/talk/service.hpp"
#include "http/router.hpp"
#include "jobs/worker.hpp"
#include "sandbox/telegram/world.hpp"
#include "storage/folder/folder_store.hpp"
#include "storage/tests/temporary_folder.hpp"
#include "support/darkroom.hpp"
#include "support/databases.hpp"
#include "support/fonts.hpp"
#include "support/refused.hpp"
#include "support/sandbox_wire.hpp"

namespace promo::tests {

// Something that the bot wants to say, as it lies in the outbox.
struct Said {
    std::string kind;
    std::string method;
    std::string arguments;
    std::optional<std::string> file;

    bool says(std::string_view words) const { return arguments.find(words) != std::string::npos; }
};

// A tenant with a coupon bot, a list of coupons and templates, and everything that its conversations need.
struct BotOn {
    explicit BotOn(FreshDatabase& fresh);

    void add_template(const std::string& slug, const std::string& name, bool with_story = false);
    void add_coupon(const std::string& code);

    // What somebody says or presses; what the bot then says, without the answers to presses.
    std::vector<Said> hear(const std::string& text, std::int64_t chat = 500, const std::string& chat_type = "private");
    std::vector<Said> post(const std::string& text);  // in a channel
    std::vector<Said> press(const std::string& data, const std::string& message = R"("date":1772441000,"photo":[])");
    std::vector<Said> deliver(const std::string& kind, const std::string& content);
    // The data of the button with this label.
    static std::string button(const Said& said, const std::string& label);

    std::optional<bot_users::BotUser> user(std::int64_t chat = 500);
    // `code ok` or `code error_type`, with the template where there is one; both in the order of the alphabet.
    std::vector<std::string> usages();
    std::vector<std::string> steps();
    void use_unreachable_provider();

    db::Database& database;
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{17};
    core::Metrics metrics;
    SandboxWire wire{clock, entropy};
    storage::TemporaryFolder folder;
    storage::FolderStore objects{
        {.path = folder.path() + "/objects", .public_base_url = "https://promo.example/objects", .link_key = {}}};
    telegram::Api telegram{wire.send(), "http://sandbox/telegram"};
    funderpro::Api funderpro{wire.send(), "http://sandbox/funderpro"};
    stripe::Api stripe{wire.send(), "http://sandbox/stripe"};
    audit::Service audit{database, entropy};
    secrets::Service secrets{database, clock, entropy, {core::Secret("a key of these tests alone")}};
    jobs::Queue queue{entropy};
    tenants::Service tenants{database, clock, entropy, audit, {}};
    uploads::prepared::Service prepared{darkroom(), objects, metrics, {.folder = folder.path() + "/prepared"}};
    uploads::Service uploads{
        database, clock, metrics, objects, darkroom(), {}, [this](const std::string& id, std::string_view bytes) {
            prepared.put(id, bytes);
        }};
    templates::Service templates{database, queue, clock, entropy, objects, audit, uploads};
    rendering::Renderer renderer{fonts()};
    templates::pictures::Service pictures{uploads, prepared, renderer, metrics};
    vendor_accounts::Service accounts{
        database, clock, entropy, secrets, audit, stripe, {.public_base_url = "https://promo.example"}};
    coupons::codes::Service codes{database, clock, audit, tenants};
    core::Secret key{"the secret that signs in these tests"};
    coupons::Service coupons{database,
                             clock,
                             audit,
                             tenants,
                             codes,
                             accounts,
                             funderpro,
                             stripe,
                             [](std::chrono::milliseconds) { return true; },
                             {.funderpro_product_id = "10k", .pass_key = key}};
    connections::Service connections{database, queue,    clock,
                                     entropy,  metrics,  secrets,
                                     audit,    telegram, {.public_base_url = "https://promo.example"}};
    coupons::usage::Service usage{entropy};
    bot_users::Service bot_users{entropy};
    messaging::outbox::Service outbox{entropy};
    coupon_bot::talk::Service talk;
    coupon_bot::Service service{
        database,    clock,     audit,
        connections, templates, coupons,
        bot_users,   outbox,    {.secrets = {key}, .telegram_api_base_url = "http://127.0.0.1:8081/telegram"}};
    messaging::Service inbox;
    jobs::Worker worker{
        database,
        queue,
        {{.name = "telegram.update", .handler = [this](const auto& context) { return inbox.work(context.job); }}},
        clock,
        entropy,
        metrics};
    core::TenantId acme{"acme"};
    core::Actor actor = core::system_actor("test");
    connections::ConnectionView bot;
    std::int64_t telegram_id = 0;

private:
    std::int64_t next_update_ = 1;
};

}  // namespace promo::tests
