#include "domains/analytics/handlers.hpp"

#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "http/json.hpp"

namespace promo::analytics {
namespace {

constexpr std::int64_t kUsualPage = 100;
constexpr std::int64_t kLongestPage = 200;
constexpr std::int64_t kDeepestPage = 1'000'000;
constexpr std::size_t kLongestWord = 255;

Period period_of(const http::Request& request) {
    return Period::parse(request.query_text("days", "30"));
}

Door door_of(const http::Request& request) {
    const auto door = core::parse_enum<Door>(request.query_text("door", "all"));
    if (!door) throw core::Refusal(core::RefusalCode::invalid, "must be all, bot or web", "door");
    return *door;
}

std::string word_of(const http::Request& request, std::string_view name) {
    auto word = request.query_text(name);
    if (word.size() > kLongestWord) {
        throw core::Refusal(core::RefusalCode::invalid,
                            "must have at most " + std::to_string(kLongestWord) + " characters", std::string(name));
    }
    return word;
}

std::optional<std::string> template_of(const http::Request& request) {
    auto slug = word_of(request, "template");
    if (slug.empty() || slug == "all" || slug == "null") return std::nullopt;
    return slug;
}

http::Response stats(Service& service, const http::Request& request) {
    return http::json(service.stats(request.caller().tenant, {period_of(request), door_of(request),
                                                              template_of(request), word_of(request, "coupon")}));
}

http::Response rhythm(Service& service, const http::Request& request) {
    return http::json(service.rhythm(request.caller().tenant, period_of(request), door_of(request)));
}

http::Response invalid(failures::Service& service, const http::Request& request) {
    failures::Filter filter{std::nullopt, door_of(request), template_of(request)};
    if (!request.query_text("days").empty()) filter.period = period_of(request);
    return http::json(service.page(request.caller().tenant, filter,
                                   request.query_number("limit", kUsualPage, 1, kLongestPage),
                                   request.query_number("offset", 0, 0, kDeepestPage)));
}

http::Response retention(people::Service& service, const http::Request& request) {
    return http::json(service.retention(request.caller().tenant));
}

http::Response sources(people::Service& service, const http::Request& request) {
    return http::json(service.sources(request.caller().tenant, period_of(request)));
}

http::Response funnel(people::Service& service, const http::Request& request) {
    return http::json(service.funnel(request.caller().tenant, period_of(request)));
}

}  // namespace

http::Routes routes(Service& usage, failures::Service& failures, people::Service& people) {
    using enum http::Verb;
    using enum http::Access;
    const auto with = [](auto& service, auto handler) {
        return [&service, handler](const http::Request& request) { return handler(service, request); };
    };
    return {
        {get, "/api/bot-stats", tenant_member, with(usage, stats),
         "How much the pictures are used: `days` (today, yesterday, 1 to 365), `door` (all, bot, web); `template` and "
         "`coupon` narrow the coupons"},
        {get, "/api/day-of-week-stats", tenant_member, with(usage, rhythm),
         "Successful uses by day of the week, for today and yesterday by hour"},
        {get, "/api/invalid-coupons", tenant_member, with(failures, invalid),
         "Everything that did not become a picture, the newest first, with how often the same code failed"},
        {get, "/api/retention-rates", tenant_member, with(people, retention),
         "How many people had a picture again 1, 7 and 30 days after their first time, in percent"},
        {get, "/api/bot-sources", tenant_member, with(people, sources),
         "What each link to the bot brought: people, starts, codes, pictures"},
        {get, "/api/bot-funnel", tenant_member, with(people, funnel),
         "How many people began, gave a code, got a picture and shared it"},
    };
}

}  // namespace promo::analytics
