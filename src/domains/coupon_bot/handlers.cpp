#include "domains/coupon_bot/handlers.hpp"

#include "core/error.hpp"
#include "http/json.hpp"

namespace promo::coupon_bot {
namespace {

constexpr std::int64_t kPage = 50;
constexpr std::int64_t kLargestPage = 200;

struct BotView {
    std::string username;
    std::string name;
    std::string url;
};
BOOST_DESCRIBE_STRUCT(BotView, (), (username, name, url))

struct MenuView {
    MenuState state = MenuState::none;
    std::optional<std::string> error;
};
BOOST_DESCRIBE_STRUCT(MenuView, (), (state, error))

struct NumbersView {
    std::int64_t users = 0;
    std::int64_t active_24h = 0;
    std::int64_t pictures_24h = 0;
    std::int64_t blocked = 0;
};
BOOST_DESCRIBE_STRUCT(NumbersView, (), (users, active_24h, pictures_24h, blocked))

struct View {
    bool connected = false;
    std::optional<BotView> bot;
    MenuView menu;
    Settings settings;
    NumbersView numbers;
    std::int64_t templates_shown = 0;
    bool checks_coupons = false;
    std::optional<std::string> try_url;
};
BOOST_DESCRIBE_STRUCT(View, (), (connected, bot, menu, settings, numbers, templates_shown, checks_coupons, try_url))

struct Saved {
    bool success = true;
    Settings settings;
};
BOOST_DESCRIBE_STRUCT(Saved, (), (success, settings))

struct LineView {
    core::Timestamp at;
    std::string direction;
    std::int64_t chat_id = 0;
    std::optional<std::string> chat_name;
    std::string text;
    std::optional<std::string> state;
    std::optional<std::string> id;
};
BOOST_DESCRIBE_STRUCT(LineView, (), (at, direction, chat_id, chat_name, text, state, id))

struct LinesView {
    std::vector<LineView> messages;
    std::optional<core::Timestamp> next;
};
BOOST_DESCRIBE_STRUCT(LinesView, (), (messages, next))

http::Response show(Service& service, const http::Request& request) {
    const auto overview = service.overview(request.caller().tenant);
    View view;
    view.connected = overview.bot.has_value();
    view.settings = overview.settings;
    if (overview.bot) {
        const auto name = overview.bot->bot_username.substr(1);
        view.bot = BotView{name, overview.bot->bot_name, "https://t.me/" + name};
    }
    view.menu = {overview.menu.state, overview.menu.error};
    view.numbers = {overview.users, overview.active_24h, overview.pictures_24h, overview.blocked};
    view.templates_shown = overview.templates_shown;
    view.checks_coupons = overview.checks_coupons;
    view.try_url = overview.try_url;
    return http::json(view);
}

http::Response save(Service& service, const http::Request& request) {
    const auto change = http::read_json_body<SettingsChange>(request);
    return http::json(Saved{true, service.save(request.caller().tenant, request.actor(), change)});
}

http::Response register_menu(Service& service, const http::Request& request) {
    service.register_menu(request.caller().tenant, request.actor());
    return http::success();
}

http::Response lines(Service& service, const http::Request& request) {
    std::optional<core::Timestamp> before;
    if (const auto cursor = request.query_text("cursor"); !cursor.empty()) {
        before = core::parse_iso8601(cursor);
        if (!before) throw core::Refusal(core::RefusalCode::invalid, "Begin again without `cursor`.", "cursor");
    }
    auto found = service.lines(request.caller().tenant, before, request.query_number("limit", kPage, 1, kLargestPage));
    LinesView view{{}, found.next};
    for (auto& line : found.lines) {
        view.messages.push_back({line.at, line.said_by_bot ? "out" : "in", line.chat_id, std::move(line.chat_name),
                                 std::move(line.text), std::move(line.state), std::move(line.id)});
    }
    return http::json(view);
}

http::Response go(Service& service, const http::Request& request) {
    const auto address = service.follow(request.path_param("token"));
    if (address) return http::redirect(302, *address);
    throw core::Refusal(core::RefusalCode::not_found, "This link does not lead anywhere. Ask the bot for a new one.");
}

}  // namespace

http::Routes routes(Service& service) {
    using enum http::Verb;
    using enum http::Access;
    const auto with = [&service](auto handler) {
        return [&service, handler](const http::Request& request) { return handler(service, request); };
    };
    return {
        {get, "/api/coupon-bot", tenant_member, with(show), "The tenant's coupon bot: who it is and how it is doing"},
        {put, "/api/coupon-bot/settings", tenant_admin, with(save),
         "How it greets, and where its pictures' button leads; `{coupon}` is the code"},
        {post, "/api/coupon-bot/menu", tenant_admin, with(register_menu), "Tells Telegram its commands again"},
        {get, "/api/coupon-bot/messages", tenant_member, with(lines), "What it heard and said, the latest first"},
        {get, "/go/{token:text}", open, with(go), "Where a button of the bot's leads, counted; 404 unless we made it"},
    };
}

}  // namespace promo::coupon_bot
