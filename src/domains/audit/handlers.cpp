#include "domains/audit/handlers.hpp"

#include "http/json.hpp"

namespace promo::audit {
namespace {

constexpr std::int64_t kPage = 50;
constexpr std::int64_t kLargestPage = 200;

struct PageView {
    std::vector<Entry> entries;
    std::optional<std::string> next;  // `before` of the page that follows
};
BOOST_DESCRIBE_STRUCT(PageView, (), (entries, next))

// Asks for one more than is shown, to know whether a page follows.
http::Response page(const http::Request& request, const std::function<std::vector<Entry>(const Filter&)>& list) {
    const auto limit = request.query_number("limit", kPage, 1, kLargestPage);
    Filter filter{.action_prefix = request.query_text("action"), .before = {}, .limit = limit + 1};
    if (auto before = request.query_text("before"); !before.empty()) filter.before = std::move(before);
    PageView view{list(filter), std::nullopt};
    if (view.entries.size() == static_cast<std::size_t>(filter.limit)) {
        view.entries.pop_back();
        view.next = view.entries.back().id;
    }
    return http::json(view);
}

}  // namespace

http::Routes routes(Service& service) {
    using enum http::Verb;
    using enum http::Access;
    return {
        {get, "/api/audit", tenant_admin,
         [&service](const http::Request& request) {
             return page(request, [&](const Filter& filter) { return service.list(request.caller().tenant, filter); });
         },
         "Who changed what in the tenant, newest first; `action` filters by how it begins"},
        {get, "/api/admin/audit", platform_admin,
         [&service](const http::Request& request) {
             return page(request, [&](const Filter& filter) { return service.list_everywhere(filter); });
         },
         "The same for every tenant and the platform itself, which is the empty tenant"},
    };
}

}  // namespace promo::audit
