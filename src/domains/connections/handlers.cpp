#include "domains/connections/handlers.hpp"

#include <map>

#include "domains/connections/channel_rules.hpp"
#include "http/errors.hpp"
#include "http/json.hpp"

namespace promo::connections {
namespace {

struct ConnectionBody {
    std::optional<std::string> bot_role;
    std::optional<core::Secret> bot_token;
    std::optional<std::string> channel_id;
    std::optional<std::string> vip_channel_id;
    std::optional<std::string> free_channel_id;
    std::optional<std::string> free_channel_link;
};
BOOST_DESCRIBE_STRUCT(ConnectionBody, (),
                      (bot_role, bot_token, channel_id, vip_channel_id, free_channel_id, free_channel_link))

struct ChannelBody {
    std::string channel;
};
BOOST_DESCRIBE_STRUCT(ChannelBody, (), (channel))

struct ListView {
    std::vector<ConnectionView> connections;
    bool crosspromo_enabled = false;
};
BOOST_DESCRIBE_STRUCT(ListView, (), (connections, crosspromo_enabled))

struct SavedView {
    bool success = true;
    ConnectionView connection;
};
BOOST_DESCRIBE_STRUCT(SavedView, (), (success, connection))

struct ValidView {
    bool valid = false;
    std::optional<std::string> bot_username;
    std::optional<std::string> bot_name;
    std::optional<std::string> error;
};
BOOST_DESCRIBE_STRUCT(ValidView, (), (valid, bot_username, bot_name, error))

struct TestView {
    bool success = false;
    std::optional<std::string> bot_username;
    std::optional<std::string> error;
};
BOOST_DESCRIBE_STRUCT(TestView, (), (success, bot_username, error))

struct TestMessageView {
    bool success = true;
    std::int64_t message_id = 0;
    std::string channel_id;
};
BOOST_DESCRIBE_STRUCT(TestMessageView, (), (success, message_id, channel_id))

struct StatsView {
    bool success = false;
    std::optional<std::string> error;
    std::optional<std::string> code;
    std::optional<checks::StatsProblem> error_code;
    std::optional<std::string> message;
    std::optional<std::string> telegram_error;
    std::optional<int> telegram_error_code;
    std::optional<std::int64_t> member_count;
    std::optional<std::string> channel_id;
    std::optional<std::string> channel_type;
    std::optional<std::string> bot_username;
    core::TenantId tenant_id;
    std::optional<std::string> request_id;
};
BOOST_DESCRIBE_STRUCT(StatsView, (),
                      (success, error, code, error_code, message, telegram_error, telegram_error_code, member_count,
                       channel_id, channel_type, bot_username, tenant_id, request_id))

BotRole role_named(std::string_view text) {
    const auto role = parse_role(text);
    if (role) return *role;
    throw core::Refusal(core::RefusalCode::invalid, "Choose the role: signal_bot, message_bot or coupon_bot.",
                        "bot_role");
}

// The role is in the path or, where the path has no place for it, in the body.
BotRole role_of(const http::Request& request, const std::optional<std::string>& in_body) {
    return role_named(request.path_params.find("role").value_or(in_body.value_or("")));
}

BotRole role_of(const http::Request& request) {
    return role_named(request.path_param("role"));
}

Channels channels_of(const ConnectionBody& body) {
    return {body.channel_id, body.vip_channel_id, body.free_channel_id, body.free_channel_link};
}

// In a PATCH null clears, as an empty text does; what is absent stays.
Channels changes_in(const http::Request& request) {
    const auto body = http::read_json_body<std::map<std::string, std::optional<std::string>>>(request);
    const auto given = [&](std::string_view field) -> std::optional<std::string> {
        const auto found = body.find(std::string(field));
        if (found == body.end()) return std::nullopt;
        return found->second.value_or("");
    };
    return {given("channel_id"), given("vip_channel_id"), given("free_channel_id"), given("free_channel_link")};
}

http::Response list(Service& service, const http::Request& request) {
    return http::json(ListView{service.list(request.caller().tenant)});
}

http::Response save(Service& service, const http::Request& request) {
    const auto body = http::read_json_body<ConnectionBody>(request);
    const NewConnection connection{role_of(request, body.bot_role), body.bot_token.value_or(core::Secret()),
                                   channels_of(body)};
    return http::json(SavedView{true, service.save(request.caller().tenant, request.actor(), connection)});
}

http::Response change_channels(Service& service, const http::Request& request) {
    const auto role = role_of(request);
    return http::json(
        SavedView{true, service.change_channels(request.caller().tenant, request.actor(), role, changes_in(request))});
}

http::Response remove(Service& service, const http::Request& request) {
    service.remove(request.caller().tenant, request.actor(), role_of(request));
    return http::success();
}

http::Response renew_webhook(Service& service, const http::Request& request) {
    return http::json(
        SavedView{true, service.renew_webhook(request.caller().tenant, request.actor(), role_of(request))});
}

http::Response validate(checks::Service& service, const http::Request& request) {
    const auto body = http::read_json_body<ConnectionBody>(request);
    const auto role = role_of(request, body.bot_role);
    if (!body.bot_token || body.bot_token->empty())
        throw core::Refusal(core::RefusalCode::invalid, "Enter the bot's token.", "bot_token");
    const auto found = service.identify(request.caller().tenant, role, *body.bot_token);
    if (!found.bot) return http::json(ValidView{false, std::nullopt, std::nullopt, found.error});
    return http::json(ValidView{true, '@' + found.bot->username, found.bot->name, std::nullopt});
}

http::Response test(checks::Service& service, const http::Request& request) {
    const auto body = request.body.empty() ? ConnectionBody{} : http::read_json_body<ConnectionBody>(request);
    const auto role = role_of(request, body.bot_role);
    const auto found = service.identify(request.caller().tenant, role, body.bot_token.value_or(core::Secret()));
    if (!found.bot) return http::json(TestView{false, std::nullopt, found.error});
    return http::json(TestView{true, '@' + found.bot->username, std::nullopt});
}

http::Response validate_saved(checks::Service& service, const http::Request& request) {
    const auto body = http::read_json_body<ConnectionBody>(request);
    return http::json(service.examine(request.caller().tenant, role_of(request, body.bot_role)));
}

http::Response test_message(checks::Service& service, const http::Request& request) {
    const auto role = role_of(request);
    const auto body = http::read_json_body<ChannelBody>(request);
    const auto sent = service.post_test(request.caller().tenant, request.actor(), role, body.channel);
    return http::json(TestMessageView{true, sent.message_id, sent.channel_id});
}

// The status of each, and the code that all our errors of this status have.
std::pair<int, core::RefusalCode> meaning_of(checks::StatsProblem problem) {
    using enum checks::StatsProblem;
    switch (problem) {
        case missing_channel_param:
        case channel_not_configured:
            return {400, core::RefusalCode::invalid};
        case bot_not_configured:
        case bot_token_missing:
            return {503, core::RefusalCode::not_configured};
        case telegram_api_error:
        case telegram_timeout:
            return {502, core::RefusalCode::unavailable};
    }
    throw std::logic_error("unknown problem");
}

http::Response channel_stats(checks::Service& service, const http::Request& request) {
    const auto channel = request.query_text("channel");
    const auto stats = service.count_members(request.caller().tenant, channel);
    StatsView view{.success = !stats.problem,
                   .error = {},
                   .code = {},
                   .error_code = stats.problem,
                   .message = {},
                   .telegram_error = stats.telegram_error,
                   .telegram_error_code = stats.telegram_error_code,
                   .member_count = stats.member_count,
                   .channel_id = stats.channel_id,
                   .channel_type = {},
                   .bot_username = stats.bot_username,
                   .tenant_id = request.caller().tenant,
                   .request_id = {}};
    http::Response response;
    if (stats.problem != checks::StatsProblem::missing_channel_param) view.channel_type = channel;
    if (stats.problem) {
        const auto [status, code] = meaning_of(*stats.problem);
        response.status = status;
        view.error = view.message = stats.message;
        view.code = core::to_string(code);
        view.request_id = request.request_id;
    }
    response.body = core::json::to_text(view, core::json::Absent::omitted);
    return response;
}

}  // namespace

http::Routes routes(Service& service, checks::Service& checks) {
    using enum http::Verb;
    using enum http::Access;
    const auto pool = http::Pool::upstream;
    const auto with = [](auto& part, auto handler) {
        return [&part, handler](const http::Request& request) { return handler(part, request); };
    };
    return {
        {get, "/api/connections", tenant_member, with(service, list), "The tenant's bots, their channels and webhooks"},
        {post, "/api/connections", tenant_secrets, with(service, save),
         "Connects a bot: checks it, registers its webhook", pool},
        {post, "/api/connections/validate", tenant_admin, with(checks, validate), "Which bot a token belongs to", pool},
        {post, "/api/connections/test", tenant_admin, with(checks, test), "Whether a token, or the stored one, works",
         pool},
        {post, "/api/connections/validate-saved", tenant_admin, with(checks, validate_saved),
         "A fresh look at a connection: token, channels, webhook", pool},
        {post, "/api/connections/{role:text}", tenant_secrets, with(service, save),
         "Connects a bot in the role of the path", pool},
        {patch, "/api/connections/{role:text}", tenant_admin, with(service, change_channels),
         "Changes the channels of a connection; null clears", pool},
        {delete_, "/api/connections/{role:text}", tenant_secrets, with(service, remove),
         "Takes the role from its bot; the webhook goes with the last one"},
        {post, "/api/connections/{role:text}/test", tenant_admin, with(checks, test),
         "Whether the stored token, or another, works", pool},
        {post, "/api/connections/{role:text}/webhook", tenant_admin, with(service, renew_webhook),
         "A new secret for the webhook; the old one counts ten more minutes", pool},
        {post, "/api/connections/{role:text}/test-message", tenant_admin, with(checks, test_message),
         "Posts a test message in one of the channels", pool},
        {get, "/api/telegram-channel-stats", tenant_member, with(checks, channel_stats),
         "How many people are in the VIP or FREE channel", pool},
    };
}

}  // namespace promo::connections
