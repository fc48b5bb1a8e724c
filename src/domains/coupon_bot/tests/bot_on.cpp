#include "bot_on.hpp"

#include "core/json_write.hpp"
#include "rendering/decode.hpp"

namespace promo::tests {

BOOST_DESCRIBE_STRUCT(Said, (), (kind, method, arguments, file))

namespace {

constexpr db::Sql kSaid{"test.said", R"sql(
    SELECT kind, method, arguments, file
    FROM outbox
    WHERE tenant_id = $1 AND cause = $2 AND kind <> 'callback_answer'
    ORDER BY seq, id
)sql"};

constexpr db::Sql kUsages{"test.usages", R"sql(
    SELECT coupon_code || ' ' || CASE success WHEN 1 THEN 'ok' ELSE error_type END ||
           coalesce(' ' || template_slug || ' ' || variant, '')
    FROM coupon_usage
    WHERE tenant_id = $1 AND source = 'bot'
    ORDER BY 1
)sql"};

constexpr db::Sql kSteps{"test.steps", R"sql(
    SELECT step || coalesce(' ' || source, '')
    FROM bot_steps
    WHERE tenant_id = $1
    ORDER BY 1
)sql"};

std::string picture(int shade) {
    rendering::Pixels pixels{{160, 120}, 3, {}};
    for (int i = 0; i < 160 * 120; ++i) {
        for (const int part : {i % 160, i / 160, shade})
            pixels.samples.push_back(static_cast<std::uint8_t>(part));
    }
    return rendering::encode_png(pixels);
}

std::string quoted(const std::string& text) {
    return core::json::to_text(text);
}

}  // namespace

BotOn::BotOn(FreshDatabase& fresh)
    : database(fresh.database()),
      talk({.database = database,
            .clock = clock,
            .tenants = tenants,
            .connections = connections,
            .templates = templates,
            .pictures = pictures,
            .coupons = coupons,
            .usage = usage,
            .bot_users = bot_users,
            .outbox = outbox},
           metrics, {.link_key = key, .public_base_url = "https://promo.example"}),
      inbox(database, queue, clock, metrics,
            [this](std::string_view, std::string_view) {
                return connections::WebhookTarget{acme, bot.bot_id, telegram_id};
            },
            {{"message", [this](const messaging::Update& update) { return talk.think(update); }},
             {"channel_post", [this](const messaging::Update& update) { return talk.think(update); }},
             {"callback_query", [this](const messaging::Update& update) { return talk.think(update); }},
             {"my_chat_member", [this](const messaging::Update& update) { return talk.note_membership(update); }}}) {
    tenants.create(actor, "Acme <Signals>", acme, std::nullopt);
    sandbox::telegram::SettingsView free;
    free.limits = false;
    wire.sandbox().telegram().change_settings(free);
    const auto made = wire.sandbox().telegram().create_bot({"Promo", "promo_bot"});
    telegram_id = made.id;
    bot = connections.save(acme, actor, {connections::BotRole::coupon_bot, core::Secret(made.token), {}});
    coupons.save(acme, actor, {.provider = coupons::Provider::list, .funderpro_product_id = {}});
    add_coupon("SAVE-30");
    add_template("flash-sale", "Flash Sale", true);
}

void BotOn::add_template(const std::string& slug, const std::string& name, bool with_story) {
    templates::Draft draft;
    draft.name = name;
    draft.faces[templates::Variant::square].emplace().image =
        uploads.store(acme, picture(40), uploads::Purpose::background).id;
    if (with_story) {
        draft.faces[templates::Variant::story].emplace().image =
            uploads.store(acme, picture(200), uploads::Purpose::background).id;
    }
    templates.create(acme, actor, slug, draft);
}

void BotOn::add_coupon(const std::string& code) {
    std::ignore = codes.put(acme, actor, {.code = code, .valid_from = {}, .valid_until = {}});
}

std::vector<Said> BotOn::deliver(const std::string& kind, const std::string& content) {
    const auto id = next_update_++;
    const auto body = R"({"update_id":)" + std::to_string(id) + ",\"" + kind + "\":" + content + '}';
    REQUIRE(inbox.receive(bot.bot_id, "any", body) == messaging::Received::stored);
    worker.drain();
    const auto cause = "update:" + std::to_string(telegram_id) + ':' + std::to_string(id);
    return database.read(acme, [&](db::Tx& tx) { return tx.all<Said>(kSaid, acme, cause); });
}

std::vector<Said> BotOn::hear(const std::string& text, std::int64_t chat, const std::string& chat_type) {
    return deliver("message",
                   R"({"message_id":10,"date":1772441000,"from":{"id":500,"is_bot":false,"first_name":"Ann <3",)"
                   R"("username":"ann","language_code":"en"},"chat":{"id":)" +
                       std::to_string(chat) + R"(,"type":")" + chat_type + R"(","title":"A group"},"text":)" +
                       quoted(text) + '}');
}

std::vector<Said> BotOn::post(const std::string& text) {
    return deliver(
        "channel_post",
        R"({"message_id":10,"date":1772441000,"chat":{"id":-100900,"type":"channel","title":"News"},"text":)" +
            quoted(text) + '}');
}

std::vector<Said> BotOn::press(const std::string& data, const std::string& message) {
    return deliver("callback_query",
                   R"({"id":"77","from":{"id":500,"is_bot":false,"first_name":"Ann"},"data":)" + quoted(data) +
                       R"(,"message":{"message_id":11,"chat":{"id":500,"type":"private"},)" + message + "}}");
}

std::string BotOn::button(const Said& said, const std::string& label) {
    const auto at = said.arguments.find("\"text\":\"" + label);
    REQUIRE_MESSAGE(at != std::string::npos, label);
    const std::string name = "\"callback_data\":\"";
    const auto data = said.arguments.find(name, at) + name.size();
    return said.arguments.substr(data, said.arguments.find('"', data) - data);
}

std::optional<bot_users::BotUser> BotOn::user(std::int64_t chat) {
    return database.read(acme, [&](db::Tx& tx) { return bot_users.find(tx, acme, telegram_id, chat); });
}

std::vector<std::string> BotOn::usages() {
    return database.read(acme, [&](db::Tx& tx) { return tx.all<std::string>(kUsages, acme); });
}

std::vector<std::string> BotOn::steps() {
    return database.read(acme, [&](db::Tx& tx) { return tx.all<std::string>(kSteps, acme); });
}

void BotOn::use_unreachable_provider() {
    coupons.save(acme, actor, {.provider = coupons::Provider::funderpro, .funderpro_product_id = {}});
    wire.interfere([](const net::Request&) { return std::optional(not_reached()); });
}

}  // namespace promo::tests
