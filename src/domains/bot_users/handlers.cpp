#include "domains/bot_users/handlers.hpp"

#include <charconv>
#include <limits>

#include "core/described.hpp"
#include "core/error.hpp"
#include "http/json.hpp"

namespace promo::bot_users {
namespace {

using directory::Person;

constexpr std::int64_t kPage = 100;
constexpr std::size_t kLongestSearch = 100;

struct ListView {
    std::vector<Person> users;
    std::int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(ListView, (), (users, total))

struct EventView {
    core::Timestamp timestamp;
    std::optional<std::string> template_;
    std::string coupon_code;
    bool success = false;
    std::optional<std::string> error_type;
};
BOOST_DESCRIBE_STRUCT(EventView, (), (timestamp, template_, coupon_code, success, error_type))

struct ActivityView {
    std::optional<Person> user;
    std::vector<directory::StepTaken> steps;
    std::vector<EventView> history;
};
BOOST_DESCRIBE_STRUCT(ActivityView, (), (user, steps, history))

// Groups and channels have negative ids.
std::int64_t chat_of(const http::Request& request) {
    const auto& text = request.path_param("chat_id");
    std::int64_t chat = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), chat);
    if (error != std::errc() || end != text.data() + text.size())
        throw core::Refusal(core::RefusalCode::invalid, "A chat's id is a whole number.", "chat_id");
    return chat;
}

directory::Filter filter_of(const http::Request& request) {
    const auto filter = core::parse_enum<directory::Filter>(request.query_text("filter", "all"));
    if (filter) return *filter;
    throw core::Refusal(core::RefusalCode::invalid, "`filter` is one of " + core::enum_names<directory::Filter>() + '.',
                        "filter");
}

http::Response list(directory::Service& service, const http::Request& request) {
    directory::Search search{.text = request.query_text("q"), .filter = filter_of(request)};
    if (search.text.size() > kLongestSearch)
        throw core::Refusal(core::RefusalCode::invalid, "Search for at most 100 characters.", "q");
    search.limit = request.query_number("limit", kPage, 1, directory::Service::kLargestPage);
    search.offset = request.query_number("offset", 0, 0, std::numeric_limits<std::int32_t>::max());
    auto found = service.list(request.caller().tenant, search);
    return http::json(ListView{std::move(found.people), found.total});
}

http::Response activity(directory::Service& service, const http::Request& request) {
    auto activity = service.activity(request.caller().tenant, chat_of(request));
    ActivityView view{std::move(activity.person), std::move(activity.steps), {}};
    for (auto& event : activity.history) {
        view.history.push_back({event.timestamp, std::move(event.template_slug), std::move(event.coupon_code),
                                event.success, std::move(event.error_type)});
    }
    return http::json(view);
}

http::Response change(directory::Service& service, const http::Request& request) {
    service.change(request.caller().tenant, request.actor(), chat_of(request),
                   http::read_json_body<directory::Change>(request));
    return http::success();
}

}  // namespace

http::Routes routes(directory::Service& directory) {
    using enum http::Verb;
    using enum http::Access;
    const auto with = [&directory](auto handler) {
        return [&directory, handler](const http::Request& request) { return handler(directory, request); };
    };
    return {
        {get, "/api/bot-users", tenant_member, with(list),
         "Who talked to the tenant's bots, most pictures first; `q` searches names, `filter` is all, active, blocked "
         "or unsubscribed"},
        {get, "/api/user-activity/{chat_id:text}", tenant_member, with(activity),
         "One of them with the first time of each step to a shared picture and the last hundred things he did; `user` "
         "is "
         "null for a stranger"},
        {put, "/api/bot-users/{chat_id:text}", tenant_admin, with(change),
         "His time zone, and whether broadcasts reach him"},
    };
}

}  // namespace promo::bot_users
