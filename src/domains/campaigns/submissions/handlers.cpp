#include "domains/campaigns/submissions/handlers.hpp"

#include "http/json.hpp"

namespace promo::campaigns::submissions {
namespace {

constexpr std::int64_t kPage = 50;
constexpr std::int64_t kLargestPage = 200;
constexpr int kCreated = 201;

struct SubmitBody {
    std::string email;
    std::optional<std::string> instagram_url;
    std::optional<std::string> twitter_url;
    std::optional<std::string> facebook_url;
    std::optional<std::string> website;
};
BOOST_DESCRIBE_STRUCT(SubmitBody, (), (email, instagram_url, twitter_url, facebook_url, website))

struct SubmittedView {
    bool success = true;
    std::string id;
};
BOOST_DESCRIBE_STRUCT(SubmittedView, (), (success, id))

http::Response submit(Service& service, const http::Request& request) {
    auto body = http::read_json_body<SubmitBody>(request);
    const Typed typed{
        .email = std::move(body.email),
        .links = {std::move(body.instagram_url), std::move(body.twitter_url), std::move(body.facebook_url)},
        .website = body.website.value_or("")};
    return http::json(SubmittedView{true, service.submit(request.path_param("id"), typed, request.client_ip)},
                      kCreated);
}

http::Response list(Service& service, const http::Request& request) {
    Filter filter{.search = request.query_text("search"),
                  .after = {},
                  .limit = static_cast<std::size_t>(request.query_number("limit", kPage, 1, kLargestPage))};
    if (auto after = request.query_text("after"); !after.empty()) filter.after = std::move(after);
    const auto page = service.list(request.caller().tenant, request.path_param("id"), filter);
    auto response = http::json(page.submissions);
    if (page.next) response.headers.add("X-Next", *page.next);
    return response;
}

http::Response csv(Service& service, const http::Request& request) {
    http::Response response;
    response.content_type = "text/csv; charset=utf-8";
    response.body = service.csv(request.caller().tenant, request.path_param("id"));
    response.headers.add("Content-Disposition", "attachment; filename=\"entries.csv\"");
    return response;
}

http::Response remove(Service& service, const http::Request& request) {
    service.remove(request.caller().tenant, request.actor(), request.path_param("id"), request.path_param("entry"));
    return http::success();
}

}  // namespace

http::Routes routes(Service& service) {
    using enum http::Verb;
    using enum http::Access;
    const auto with = [&service](auto handler) {
        return [&service, handler](const http::Request& request) { return handler(service, request); };
    };
    return {
        {post, "/api/campaigns/{id:uuid}/submit", open, with(submit),
         "Takes part: an e-mail address and the links of at least one post; once a person"},
        {get, "/api/campaigns/{id:uuid}/submissions", tenant_member, with(list),
         "The entries, newest first: `search`, `after`, `limit`; the header X-Next is `after` of the next page"},
        {get, "/api/campaigns/{id:uuid}/submissions.csv", tenant_member, with(csv), "All entries as CSV"},
        {delete_, "/api/campaigns/{id:uuid}/submissions/{entry:uuid}", tenant_admin, with(remove), "Deletes one entry"},
    };
}

}  // namespace promo::campaigns::submissions
