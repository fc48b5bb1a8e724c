#include "domains/coupons/codes/handlers.hpp"

#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "http/json.hpp"
#include "http/multipart.hpp"

namespace promo::coupons::codes {
namespace {

constexpr std::int64_t kUsualPage = 100;
constexpr std::int64_t kLongestPage = 1'000;
constexpr std::size_t kLargestImport = 12 << 20;
constexpr int kCreated = 201;

struct CodeBody {
    std::string code;
    std::optional<std::string> valid_from;
    std::optional<std::string> valid_until;
};
BOOST_DESCRIBE_STRUCT(CodeBody, (), (code, valid_from, valid_until))

struct ImportAnswer {
    bool success = true;
    std::int64_t added = 0;
    std::int64_t updated = 0;
    std::int64_t removed = 0;
    std::vector<LineProblem> problems;
};
BOOST_DESCRIBE_STRUCT(ImportAnswer, (), (success, added, updated, removed, problems))

http::Response list(Service& service, const http::Request& request) {
    const auto limit = request.query_number("limit", kUsualPage, 1, kLongestPage);
    return http::json(
        service.page(request.caller().tenant, request.query_text("search"), request.query_text("after"), limit));
}

http::Response enlist(Service& service, const http::Request& request) {
    const auto body = http::read_json_body<CodeBody>(request);
    const auto done = service.put(request.caller().tenant, request.actor(),
                                  {body.code, body.valid_from.value_or(""), body.valid_until.value_or("")});
    auto response = http::success();
    if (done == Put::added) response.status = kCreated;
    return response;
}

http::Response remove(Service& service, const http::Request& request) {
    service.remove(request.caller().tenant, request.actor(), request.path_param("code"));
    return http::success();
}

http::Response import(Service& service, const http::Request& request) {
    const http::Multipart form(request);
    const auto* file = form.find("file");
    if (file == nullptr) throw core::Refusal(core::RefusalCode::invalid, "Choose a CSV file.", "file");
    const auto mode = core::parse_enum<ImportMode>(form.text("mode").value_or("add"));
    if (!mode) throw core::Refusal(core::RefusalCode::invalid, "The mode is `add` or `replace`.", "mode");
    auto done = service.import(request.caller().tenant, request.actor(), file->data, *mode);
    return http::json(ImportAnswer{true, done.added, done.updated, done.removed, std::move(done.problems)});
}

http::Response download(Service& service, const http::Request& request) {
    http::Response response;
    response.content_type = "text/csv; charset=utf-8";
    response.body = service.export_csv(request.caller().tenant);
    response.headers.set("Content-Disposition", "attachment; filename=\"coupon-codes.csv\"");
    return response;
}

}  // namespace

http::Routes routes(Service& service) {
    using enum http::Verb;
    using enum http::Access;
    const auto with = [&service](auto handler) {
        return [&service, handler](const http::Request& request) { return handler(service, request); };
    };
    return {
        {get, "/api/coupon-codes", tenant_member, with(list), "The tenant's own list of coupons, page by page"},
        {post, "/api/coupon-codes", tenant_admin, with(enlist),
         "Puts a coupon on the list, or gives the one that is there other times"},
        {delete_, "/api/coupon-codes/{code:text}", tenant_admin, with(remove), "Takes a coupon off the list"},
        {post, "/api/coupon-codes/import", tenant_admin, with(import),
         "Reads coupons from a CSV file; `mode` is `add`, or `replace` for a list of these alone", http::Pool::cpu,
         kLargestImport},
        {get, "/api/coupon-codes.csv", tenant_member, with(download), "The whole list as a CSV file", http::Pool::cpu},
    };
}

}  // namespace promo::coupons::codes
