#include "domains/messaging/outbox/desk/handlers.hpp"

#include <charconv>

#include "core/error.hpp"
#include "http/json.hpp"

namespace promo::messaging::outbox::desk {
namespace {

constexpr std::int64_t kPage = 50;
constexpr std::int64_t kLargestPage = 200;

struct BotView {
    std::int64_t telegram_id = 0;
    std::optional<std::string> username;
};
BOOST_DESCRIBE_STRUCT(BotView, (), (telegram_id, username))

struct MessageView {
    std::string id;
    BotView bot;
    std::int64_t chat_id = 0;
    std::optional<std::string> chat_name;
    Kind kind = Kind::reply;
    std::string method;
    std::string preview;
    State state = State::pending;
    std::optional<Problem> problem;
    std::optional<std::string> error;
    int attempts = 0;
    int repeats = 0;
    core::Timestamp due_at;
    core::Timestamp not_after;
    core::Timestamp created_at;
    std::optional<core::Timestamp> sent_at;
    std::optional<core::Timestamp> done_at;
    std::optional<std::int64_t> message_id;
    std::string cause;
};
BOOST_DESCRIBE_STRUCT(MessageView, (),
                      (id, bot, chat_id, chat_name, kind, method, preview, state, problem, error, attempts, repeats,
                       due_at, not_after, created_at, sent_at, done_at, message_id, cause))

struct PageView {
    std::vector<MessageView> messages;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(PageView, (), (messages, next))

struct FileView {
    std::string name;
    std::string key;
};
BOOST_DESCRIBE_STRUCT(FileView, (), (name, key))

struct RuleView {
    Policy policy = Policy::at_most_once;
    int repeats = 0;
    std::int64_t fresh_for_seconds = 0;
    std::string why;
};
BOOST_DESCRIBE_STRUCT(RuleView, (), (policy, repeats, fresh_for_seconds, why))

struct DetailsView {
    MessageView message;
    core::json::Raw arguments;
    std::optional<FileView> file;
    RuleView rule;
    std::vector<Attempt> attempts;
    std::vector<Happening> story;
    Cause cause_details;
};
BOOST_DESCRIBE_STRUCT(DetailsView, (), (message, arguments, file, rule, attempts, story, cause_details))

struct DecisionBody {
    Decision decision = Decision::leave;
};
BOOST_DESCRIBE_STRUCT(DecisionBody, (), (decision))

MessageView view_of(const Entry& entry) {
    return {.id = entry.id,
            .bot = {entry.telegram_id, entry.username},
            .chat_id = entry.chat_id,
            .chat_name = entry.chat_name,
            .kind = entry.kind,
            .method = entry.method,
            .preview = preview(entry),
            .state = entry.state,
            .problem = entry.problem,
            .error = entry.error,
            .attempts = entry.attempt,
            .repeats = repeats(entry),
            .due_at = entry.due_at,
            .not_after = entry.not_after,
            .created_at = entry.created_at,
            .sent_at = entry.sent_at,
            .done_at = entry.done_at,
            .message_id = entry.message_id,
            .cause = entry.cause};
}

RuleView rule_of(const Entry& entry) {
    const auto& rule = outbox::rule(entry.kind);
    const auto fresh = std::chrono::duration_cast<std::chrono::seconds>(rule.fresh_for);
    return {entry.policy.value_or(rule.policy), rule.repeats, fresh.count(), std::string(rule.why)};
}

DetailsView view_of(const Details& details) {
    const auto& entry = details.entry;
    DetailsView view{.message = view_of(entry),
                     .arguments = {entry.arguments},
                     .file = {},
                     .rule = rule_of(entry),
                     .attempts = details.attempts,
                     .story = story(entry, details.attempts, details.now),
                     .cause_details = cause_of(entry.cause)};
    if (entry.file) {
        const auto file = core::json::parse<File>(*entry.file);
        view.file = FileView{file.name, file.key()};
    }
    return view;
}

template <class E>
std::optional<E> query_enum(const http::Request& request, const std::string& name) {
    const auto text = request.query_text(name);
    if (text.empty()) return std::nullopt;
    if (const auto value = core::parse_enum<E>(text)) return value;
    throw core::Refusal(core::RefusalCode::invalid, "There is no `" + name + "` of that name.", name);
}

std::optional<std::int64_t> number(std::string_view text, const std::string& field) {
    if (text.empty()) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        throw core::Refusal(core::RefusalCode::invalid, "`" + field + "` has a whole number.", field);
    return value;
}

// A cursor is when the last message was created, and its id.
Filter filter_of(const http::Request& request) {
    Filter filter{.state = query_enum<State>(request, "state"),
                  .kind = query_enum<Kind>(request, "kind"),
                  .chat_id = number(request.query_text("chat_id"), "chat_id"),
                  .cause = request.query_text("cause")};
    filter.limit = request.query_number("limit", kPage, 1, kLargestPage);
    const auto cursor = request.query_text("cursor");
    const auto cut = cursor.find('_');
    if (cursor.empty()) return filter;
    const auto before = number(cut == std::string::npos ? "-" : cursor.substr(0, cut), "cursor");
    filter.before = core::Timestamp(core::Duration(before.value_or(0)));
    filter.before_id = cursor.substr(cut + 1);
    return filter;
}

http::Response list(Service& service, const http::Request& request) {
    auto filter = filter_of(request);
    ++filter.limit;
    PageView page;
    for (const auto& entry : service.list(request.caller().tenant, filter))
        page.messages.push_back(view_of(entry));
    if (page.messages.size() == static_cast<std::size_t>(filter.limit)) {
        page.messages.pop_back();
        const auto& last = page.messages.back();
        page.next = std::to_string(last.created_at.time_since_epoch().count()) + '_' + last.id;
    }
    return http::json(page);
}

http::Response resolve(Service& service, const http::Request& request) {
    const auto body = http::read_json_body<DecisionBody>(request);
    service.resolve(request.caller().tenant, request.actor(), request.path_param("id"), body.decision);
    return http::success();
}

http::Response cancel(Service& service, const http::Request& request) {
    service.cancel(request.caller().tenant, request.actor(), request.path_param("id"));
    return http::success();
}

http::Response save_settings(Service& service, const http::Request& request) {
    const auto settings = http::read_json_body<Settings>(request);
    service.save_settings(request.caller().tenant, request.actor(), settings);
    return http::json(settings);
}

}  // namespace

http::Routes routes(Service& service) {
    using enum http::Verb;
    using enum http::Access;
    return {
        {get, "/api/outbox", tenant_member, [&service](const http::Request& request) { return list(service, request); },
         "Messages of the tenant's bots, newest first, by `state`, `kind`, `chat_id` and `cause`"},
        {get, "/api/outbox/summary", tenant_member,
         [&service](const http::Request& request) { return http::json(service.summary(request.caller().tenant)); },
         "How many messages wait, left and failed, and what each bot's way out is like"},
        {get, "/api/outbox/{id:uuid}", tenant_member,
         [&service](const http::Request& request) {
             return http::json(view_of(service.details(request.caller().tenant, request.path_param("id"))));
         },
         "One message: what became of it and why"},
        {post, "/api/outbox/{id:uuid}/resolve", tenant_admin,
         [&service](const http::Request& request) { return resolve(service, request); },
         "What to do with a message of which nobody can say whether it arrived: `send_again` or `leave`"},
        {post, "/api/outbox/{id:uuid}/cancel", tenant_admin,
         [&service](const http::Request& request) { return cancel(service, request); },
         "A message that waits never leaves"},
        {get, "/api/messaging-settings", tenant_member,
         [&service](const http::Request& request) { return http::json(service.settings(request.caller().tenant)); },
         "How fast broadcasts leave, and whether Telegram is paid for more"},
        {put, "/api/messaging-settings", tenant_admin,
         [&service](const http::Request& request) { return save_settings(service, request); },
         "Changes that; 1 to 30 messages a second, or up to 1,000 when they are paid for"},
    };
}

}  // namespace promo::messaging::outbox::desk
