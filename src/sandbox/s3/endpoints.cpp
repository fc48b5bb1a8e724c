#include "sandbox/s3/endpoints.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/ascii.hpp"
#include "core/escape.hpp"
#include "http/json.hpp"
#include "sandbox/hold.hpp"

namespace promo::sandbox::s3 {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kLongestPage = 1'000;
constexpr int kNoContent = 204;
constexpr int kNotModified = 304;
constexpr int kForbidden = 403;
constexpr int kNotImplemented = 501;
constexpr int kUnavailable = 503;
constexpr std::string_view kProlog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

struct Bucket {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Bucket, (), (name))

// `Fri, 24 May 2013 00:00:00 GMT`
std::string http_date(core::Timestamp instant) {
    constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(day);
    const auto iso = core::to_iso8601(std::chrono::floor<std::chrono::seconds>(instant));  // 2013-05-24T00:00:00Z
    return std::string(kDays[std::chrono::weekday(day).c_encoding()]) + ", " + iso.substr(8, 2) + ' ' +
           std::string(kMonths[static_cast<unsigned>(date.month()) - 1]) + ' ' + iso.substr(0, 4) + ' ' +
           iso.substr(11, 8) + " GMT";
}

Response xml(std::string body, int status = 200) {
    Response response;
    response.status = status;
    response.content_type = "application/xml";
    response.body = std::string(kProlog) + std::move(body);
    return response;
}

Response refusal(const Refused& refused, const Request& request) {
    return xml("<Error><Code>" + refused.code() + "</Code><Message>" + core::escape_html(refused.what()) +
                   "</Message><RequestId>" + core::escape_html(request.request_id) + "</RequestId></Error>",
               refused.status());
}

void be_in_trouble(const World& world) {
    const auto mode = world.mode();
    hold(std::chrono::milliseconds(mode.delay_ms.value_or(0)), world.clock());
    switch (mode.trouble) {
        case Trouble::none:
            return;
        case Trouble::down:
            throw Refused(kUnavailable, "ServiceUnavailable", "Service is unable to handle the request.");
        case Trouble::slow_down:
            throw Refused(kUnavailable, "SlowDown", "Please reduce your request rate.");
        case Trouble::forbidden:
            throw Refused(kForbidden, "AccessDenied", "Access Denied");
    }
}

std::optional<std::string> header_of(const Request& request, std::string_view name) {
    const auto value = request.headers.find(name);
    return value ? std::optional<std::string>(*value) : std::nullopt;
}

std::string key_of(const Request& request) {
    return request.path_param("key");
}

Response put(World& world, const Request& request) {
    Object object;
    object.body = request.body;
    object.content_type = header_of(request, "content-type").value_or("binary/octet-stream");
    for (const auto& [name, value] : request.headers.entries()) {
        const auto lower = core::lowered(name);
        const bool kept =
            lower.starts_with("x-amz-meta-") || lower == "cache-control" || lower == "content-disposition";
        if (kept) object.headers.emplace_back(lower, value);
    }
    Response response;
    response.headers.set("ETag", world.put(request.path_param("bucket"), key_of(request), std::move(object),
                                           {header_of(request, "if-none-match"), header_of(request, "if-match")}));
    return response;
}

Response get(World& world, const Request& request) {
    auto object = world.get(request.path_param("bucket"), key_of(request));
    Response response;
    if (header_of(request, "if-none-match") == object.etag) {
        response.status = kNotModified;
    } else {
        response.content_type = object.content_type;
        response.body = std::move(object.body);
    }
    response.headers.set("ETag", object.etag);
    response.headers.set("Last-Modified", http_date(object.modified));
    response.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
    for (const auto& [name, value] : object.headers)
        response.headers.set(name, value);
    return response;
}

Response remove(World& world, const Request& request) {
    world.remove(request.path_param("bucket"), key_of(request));
    Response response;
    response.status = kNoContent;
    return response;
}

std::size_t page_size(const Request& request) {
    const auto text = request.query_text("max-keys", "1000");
    std::size_t size = kLongestPage;
    std::from_chars(text.data(), text.data() + text.size(), size);
    return std::min(size, kLongestPage);
}

Response list(World& world, const Request& request) {
    if (request.query_text("list-type") != "2" || request.query.find("delimiter")) {
        throw Refused(kNotImplemented, "NotImplemented", "Only list-type=2 without a delimiter is implemented");
    }
    const auto bucket = request.path_param("bucket");
    const auto prefix = request.query_text("prefix");
    const auto after = request.query_text("continuation-token", request.query_text("start-after"));
    const auto limit = page_size(request);
    const auto listing = world.list(bucket, prefix, after, limit);
    std::string rows;
    for (const auto& object : listing.objects) {
        rows += "<Contents><Key>" + core::escape_html(object.key) + "</Key><LastModified>" +
                core::to_iso8601(object.modified) + "</LastModified><ETag>" + core::escape_html(object.etag) +
                "</ETag><Size>" + std::to_string(object.size) +
                "</Size><StorageClass>STANDARD</StorageClass></Contents>";
    }
    if (listing.is_truncated) {
        rows += "<NextContinuationToken>" + core::escape_html(listing.objects.back().key) + "</NextContinuationToken>";
    }
    return xml("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>" +
               core::escape_html(bucket) + "</Name><Prefix>" + core::escape_html(prefix) + "</Prefix><KeyCount>" +
               std::to_string(listing.objects.size()) + "</KeyCount><MaxKeys>" + std::to_string(limit) +
               "</MaxKeys><IsTruncated>" + (listing.is_truncated ? "true" : "false") + "</IsTruncated>" + rows +
               "</ListBucketResult>");
}

// Nothing happens before the signature is right.
http::Handler signed_by_owner(World& world, Response (*act)(World&, const Request&)) {
    return [&world, act](const Request& request) {
        try {
            be_in_trouble(world);
            verify(request, world.account(), world.clock().now());
            world.count_request();
            return act(world, request);
        } catch (const Refused& refused) {
            return refusal(refused, request);
        }
    };
}

http::Routes control_routes(World& world) {
    using enum http::Verb;
    using http::Access;
    return {
        {http::Verb::get, "/control/s3/status", Access::open,
         [&world](const Request&) { return http::json(world.status()); }, "The buckets, and how full they are"},
        {post, "/control/s3/buckets", Access::open,
         [&world](const Request& request) {
             world.add_bucket(http::read_json_body<Bucket>(request).name);
             return http::success();
         },
         "Make a bucket"},
        {post, "/control/s3/mode", Access::open,
         [&world](const Request& request) {
             world.set_mode(http::read_json_body<Mode>(request));
             return http::success();
         },
         "Be slow, down, overloaded or forbidden, or no longer"},
    };
}

}  // namespace

http::Routes routes(World& world) {
    using http::Access;
    using http::Pool;
    using http::Verb;
    constexpr const char* kObject = "/s3/{bucket:text}/{key:rest}";
    auto routes = control_routes(world);
    routes.push_back({Verb::put, kObject, Access::open, signed_by_owner(world, put), "Store an object", Pool::upstream,
                      World::kLargestObject});
    routes.push_back({Verb::get, kObject, Access::open, signed_by_owner(world, get), "An object", Pool::upstream});
    routes.push_back(
        {Verb::delete_, kObject, Access::open, signed_by_owner(world, remove), "Remove an object", Pool::upstream});
    routes.push_back({Verb::get, "/s3/{bucket:text}", Access::open, signed_by_owner(world, list),
                      "What a bucket holds, page by page", Pool::upstream});
    return routes;
}

}  // namespace promo::sandbox::s3
